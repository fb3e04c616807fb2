// Replies of the three kinds of servers.
#pragma once
#include "stream.h"

enum framing { FRAMES, HTTP, FTP, RAW };

// Reads one reply that has no body, or dies where it does not say that all went well.
void reply_read(struct stream *s, enum framing framing);

// Reads the head of a reply whose body has to be `length` bytes; answers how many of them are in `buffer` already.
size_t reply_head(struct stream *s, enum framing framing, char *buffer, size_t room, uint64_t length);

// Reads lines of FTP up to one that begins with `code` and a space, and copies that one.
void ftp_expect(struct stream *s, const char *code, char *line, size_t room);
