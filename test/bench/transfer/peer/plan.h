// What is to be said and sent, read from standard input: for each stream its parts, and what stream 0 says when all are
// done. Numbers are little-endian: u32 streams { u32 parts { u32 length, head, u64 offset, u64 length } }, u32 length, final.
#pragma once
#include <stddef.h>
#include <stdint.h>

struct text {
  char *bytes;
  uint32_t length;
};

struct part {
  struct text head;
  uint64_t offset, length; // of the film's bytes that follow the head, or its reply's head
};

struct job {
  struct part *parts;
  uint32_t count;
};

struct plan {
  struct job *jobs;
  uint32_t streams;
  struct text final;
};

struct plan plan_read(void);
