#include "plan.h"
#include "stream.h"
#include <stdio.h>
#include <stdlib.h>

static void take(void *into, size_t length) {
  if (fread(into, 1, length, stdin) != length) die("the plan ends too early");
}

static uint32_t take_u32(void) {
  uint32_t value;
  take(&value, sizeof value);
  return value;
}

static struct text take_text(void) {
  struct text text = {.length = take_u32()};
  text.bytes = malloc(text.length + 1);
  take(text.bytes, text.length);
  text.bytes[text.length] = 0;
  return text;
}

struct plan plan_read(void) {
  struct plan plan = {.streams = take_u32()};
  plan.jobs = calloc(plan.streams, sizeof *plan.jobs);
  for (uint32_t at = 0; at < plan.streams; at++) {
    struct job *job = &plan.jobs[at];
    job->count = take_u32();
    job->parts = calloc(job->count, sizeof *job->parts);
    for (uint32_t part = 0; part < job->count; part++) {
      job->parts[part].head = take_text();
      take(&job->parts[part].offset, sizeof(uint64_t));
      take(&job->parts[part].length, sizeof(uint64_t));
    }
  }
  plan.final = take_text();
  return plan;
}
