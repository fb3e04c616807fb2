// One connection to a server on loopback, plain or TLS. Whatever goes wrong ends the program with a sentence.
#pragma once
#include <stddef.h>
#include <stdint.h>

struct stream {
  int fd;
  void *tls; // NULL: plain
};

_Noreturn void die(const char *what, ...);
double now(void); // seconds of a clock that only goes forward

struct stream stream_open(int port, int is_tls);
// As a peer across a network: loopback's segments of 64 KiB let the system keep megabytes for each peer that reads nothing.
struct stream stream_open_far(int port, int is_tls);
size_t stream_read(struct stream *s, void *into, size_t most); // 0 at the end
// Waits until there is something to read, and leaves it there.
void stream_await(struct stream *s);
void stream_write(struct stream *s, const void *bytes, size_t length);
// Ends what is written: a plain peer reads an end of file.
void stream_finish(struct stream *s);
void stream_close(struct stream *s);
