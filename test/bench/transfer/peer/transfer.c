#include "commands.h"
#include "plan.h"
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BUFFER = 1024 * 1024, AHEAD = 4 };

static struct {
  int port, is_tls, is_sending;
  enum framing framing;
  double seconds, end; // 0: the plan once
  pthread_barrier_t start;
  atomic_ullong bytes;
} run;

struct worker {
  struct job job;
  struct stream stream;
  pthread_t thread;
  char *buffer; // what is read into, and never looked at
};

// The film is this over and over.
static char pattern[BUFFER];

static void receive_part(struct worker *w, const struct part *part) {
  stream_write(&w->stream, part->head.bytes, part->head.length);
  uint64_t got = reply_head(&w->stream, run.framing, w->buffer, BUFFER, part->length);
  while (got < part->length) {
    uint64_t most = part->length - got < BUFFER ? part->length - got : BUFFER;
    size_t more = stream_read(&w->stream, w->buffer, most);
    if (more == 0) die("closed after %llu of %llu bytes", (unsigned long long)got, (unsigned long long)part->length);
    got += more;
  }
  if (got > part->length) die("more bytes than announced");
}

static void send_body(struct stream *s, const struct part *part) {
  for (uint64_t at = part->offset, end = at + part->length; at < end;) {
    uint64_t from = at % BUFFER, length = BUFFER - from;
    if (length > end - at) length = end - at;
    stream_write(s, pattern + from, length);
    at += length;
  }
}

static void send_ftp(struct worker *w, const struct part *part) {
  char line[600];
  stream_write(&w->stream, "EPSV\r\n", 6);
  ftp_expect(&w->stream, "229", line, sizeof line);
  const char *port = strstr(line, "|||");
  if (port == NULL) die("no port in: %s", line);
  struct stream data = stream_open(atoi(port + 3), 0);
  stream_write(&w->stream, part->head.bytes, part->head.length);
  ftp_expect(&w->stream, "150", line, sizeof line);
  send_body(&data, part);
  stream_close(&data);
  ftp_expect(&w->stream, "226", line, sizeof line);
}

static int is_over(int round) { return run.seconds > 0 ? now() >= run.end : round > 0; }

static void receive_all(struct worker *w) {
  for (int round = 0; !is_over(round); round++) {
    for (uint32_t at = 0; at < w->job.count && !(run.seconds > 0 && is_over(0)); at++) {
      receive_part(w, &w->job.parts[at]);
      run.bytes += w->job.parts[at].length;
    }
  }
}

// Does not wait for each reply before it goes on, as a client that is after speed would not.
static void send_all(struct worker *w) {
  uint32_t sent = 0, replies = 0;
  for (int round = 0; !is_over(round); round++) {
    for (uint32_t at = 0; at < w->job.count && !(run.seconds > 0 && is_over(0)); at++) {
      const struct part *part = &w->job.parts[at];
      run.bytes += part->length;
      if (run.framing == FTP) {
        send_ftp(w, part);
        continue;
      }
      stream_write(&w->stream, part->head.bytes, part->head.length);
      send_body(&w->stream, part);
      if (++sent - replies > AHEAD) reply_read(&w->stream, run.framing), replies++;
    }
  }
  if (run.framing == RAW) stream_finish(&w->stream);
  for (; replies < sent; replies++) reply_read(&w->stream, run.framing);
}

static void *work(void *argument) {
  struct worker *w = argument;
  pthread_barrier_wait(&run.start);
  if (run.is_sending) send_all(w);
  else receive_all(w);
  return NULL;
}

static void open_worker(struct worker *w) {
  w->stream = stream_open(run.port, run.is_tls);
  w->buffer = malloc(BUFFER);
  memset(w->buffer, 1, BUFFER);
  if (run.framing == FTP) {
    char line[600];
    ftp_expect(&w->stream, "220", line, sizeof line);
    stream_write(&w->stream, "USER anonymous\r\n", 16);
    ftp_expect(&w->stream, "331", line, sizeof line);
    stream_write(&w->stream, "PASS bench\r\n", 12);
    ftp_expect(&w->stream, "230", line, sizeof line);
    stream_write(&w->stream, "TYPE I\r\n", 8);
    ftp_expect(&w->stream, "200", line, sizeof line);
  }
  pthread_create(&w->thread, NULL, work, w);
}

void transfer(int port, enum framing framing, int is_tls, int is_sending, double seconds) {
  struct plan plan = plan_read();
  run.port = port, run.framing = framing, run.is_tls = is_tls, run.is_sending = is_sending;
  run.seconds = seconds;
  for (size_t at = 0; at < BUFFER; at++) pattern[at] = (at * 31 + (at >> 8) * 7) % 251;
  struct worker *workers = calloc(plan.streams, sizeof *workers);
  pthread_barrier_init(&run.start, NULL, plan.streams + 1);
  for (uint32_t at = 0; at < plan.streams; at++) {
    workers[at].job = plan.jobs[at];
    open_worker(&workers[at]);
  }
  double start = now();
  run.end = start + seconds;
  pthread_barrier_wait(&run.start);
  for (uint32_t at = 0; at < plan.streams; at++) pthread_join(workers[at].thread, NULL);
  if (plan.final.length > 0) {
    stream_write(&workers[0].stream, plan.final.bytes, plan.final.length);
    reply_read(&workers[0].stream, framing);
  }
  double took = now() - start;
  printf("{\"bytes\":%llu,\"seconds\":%.6f}\n", (unsigned long long)run.bytes, took);
  for (uint32_t at = 0; at < plan.streams; at++) stream_close(&workers[at].stream);
}
