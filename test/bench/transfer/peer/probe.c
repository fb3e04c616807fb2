#include "commands.h"
#include "plan.h"
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { MOST = 1000000, FIRST = 20 };

static int compare(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

void probe(int port, int is_tls, double seconds, int pause_us) {
  struct plan plan = plan_read();
  const struct job *job = &plan.jobs[0];
  double *took = malloc(MOST * sizeof *took);
  size_t count = 0;
  struct stream s = stream_open(port, is_tls);
  double end = 0;
  // The first ones are not counted: whatever is done only once is over after them.
  for (int asked = 0; asked <= FIRST || (now() < end && count < MOST); asked++) {
    const struct text *head = &job->parts[asked % job->count].head;
    double start = now();
    stream_write(&s, head->bytes, head->length);
    reply_read(&s, FRAMES);
    double done = now();
    if (asked == FIRST) end = done + seconds;
    else if (asked > FIRST) took[count++] = done - start;
    usleep(pause_us);
  }
  if (count == 0) die("no request was answered in time");
  qsort(took, count, sizeof *took, compare);
  printf("{\"count\":%zu,\"p50\":%.9f,\"p99\":%.9f,\"most\":%.9f}\n", count, took[count / 2], took[count * 99 / 100],
         took[count - 1]);
}
