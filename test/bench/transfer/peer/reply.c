#define _GNU_SOURCE
#include "reply.h"
#include <stdlib.h>
#include <string.h>

enum { MOST = 64 * 1024 };

static void read_all(struct stream *s, char *into, size_t length) {
  while (length > 0) {
    size_t got = stream_read(s, into, length);
    if (got == 0) die("the server closed the connection in the middle of a reply");
    into += got;
    length -= got;
  }
}

static void check_frame(const char *json) {
  if (strstr(json, "\"flag\":true") == NULL) die("refused: %.500s", json);
}

static void check_http(const char *head) {
  if (strncmp(head, "HTTP/1.1 2", 10) != 0) die("refused: %.300s", head);
}

static uint64_t number_after(const char *text, const char *key) {
  const char *found = strcasestr(text, key);
  if (found == NULL) die("no %s in: %.500s", key, text);
  return strtoull(found + strlen(key), NULL, 10);
}

void reply_read(struct stream *s, enum framing framing) {
  char text[MOST + 1];
  if (framing == FRAMES) {
    uint32_t length;
    read_all(s, (char *)&length, sizeof length);
    if (length > MOST) die("a reply of %u bytes", length);
    read_all(s, text, length);
    text[length] = 0;
    check_frame(text);
  } else if (framing == HTTP) {
    size_t length = 0;
    do {
      read_all(s, text + length++, 1);
      text[length] = 0;
    } while (length < MOST && (length < 4 || strcmp(text + length - 4, "\r\n\r\n") != 0));
    check_http(text);
  } else {
    read_all(s, text, 1);
  }
}

// Bytes of the whole head in `text`, or 0 where more have to come.
static size_t head_length(enum framing framing, const char *text, size_t length) {
  if (framing == HTTP) {
    const char *end = memmem(text, length, "\r\n\r\n", 4);
    return end == NULL ? 0 : (size_t)(end - text) + 4;
  }
  uint32_t json;
  if (length < sizeof json) return 0;
  memcpy(&json, text, sizeof json);
  return length < sizeof json + json ? 0 : sizeof json + json;
}

size_t reply_head(struct stream *s, enum framing framing, char *buffer, size_t room, uint64_t length) {
  size_t got = 0, head = 0;
  while (head == 0) {
    size_t more = stream_read(s, buffer + got, room - got);
    if (more == 0) die("the server closed the connection before its reply");
    got += more;
    head = head_length(framing, buffer, got);
  }
  size_t skipped = framing == HTTP ? 0 : sizeof(uint32_t);
  char *text = strndup(buffer + skipped, head - skipped);
  if (framing == HTTP) check_http(text);
  else check_frame(text);
  uint64_t announced = number_after(text, framing == HTTP ? "content-length: " : "\"file_size\":");
  if (announced != length) die("%llu bytes were announced, not %llu", (unsigned long long)announced, (unsigned long long)length);
  free(text);
  return got - head;
}

void ftp_expect(struct stream *s, const char *code, char *line, size_t room) {
  for (;;) {
    size_t length = 0;
    do read_all(s, line + length++, 1);
    while (line[length - 1] != '\n' && length < room - 1);
    line[length] = 0;
    if (strncmp(line, code, 3) == 0 && line[3] == ' ') return;
    if (line[0] >= '4' && line[0] <= '5') die("refused: %s", line);
  }
}
