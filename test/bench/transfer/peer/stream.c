#include "stream.h"
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>
#ifdef WITH_TLS
#include <openssl/ssl.h>
#endif

void die(const char *what, ...) {
  va_list args;
  va_start(args, what);
  vfprintf(stderr, what, args);
  va_end(args);
  fputc('\n', stderr);
  exit(1);
}

double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + t.tv_nsec / 1e9;
}

#ifdef WITH_TLS
// The certificate is the bench's own and made for this run, so it is not checked.
static SSL *handshake(int fd) {
  static SSL_CTX *context;
  if (context == NULL) context = SSL_CTX_new(TLS_client_method());
  SSL *tls = SSL_new(context);
  SSL_set_fd(tls, fd);
  if (SSL_connect(tls) != 1) die("the TLS handshake failed");
  return tls;
}
#endif

static struct stream open_stream(int port, int is_tls, int segment) {
  struct sockaddr_in where = {.sin_family = AF_INET, .sin_port = htons(port)};
  where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  struct stream s = {.fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
  int one = 1;
  setsockopt(s.fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  if (segment > 0) setsockopt(s.fd, IPPROTO_TCP, TCP_MAXSEG, &segment, sizeof segment);
  if (connect(s.fd, (struct sockaddr *)&where, sizeof where) != 0)
    die("cannot connect to port %d: %s", port, strerror(errno));
#ifdef WITH_TLS
  if (is_tls) s.tls = handshake(s.fd);
#else
  if (is_tls) die("built without TLS");
#endif
  return s;
}

struct stream stream_open(int port, int is_tls) { return open_stream(port, is_tls, 0); }

struct stream stream_open_far(int port, int is_tls) { return open_stream(port, is_tls, 1400); }

size_t stream_read(struct stream *s, void *into, size_t most) {
#ifdef WITH_TLS
  if (s->tls != NULL) {
    size_t length = 0;
    return SSL_read_ex(s->tls, into, most, &length) == 1 ? length : 0;
  }
#endif
  ssize_t length = read(s->fd, into, most);
  if (length < 0) die("cannot read: %s", strerror(errno));
  return length;
}

void stream_await(struct stream *s) {
  char byte;
#ifdef WITH_TLS
  if (s->tls != NULL) {
    if (SSL_peek(s->tls, &byte, 1) != 1) die("the server closed the connection");
    return;
  }
#endif
  if (recv(s->fd, &byte, 1, MSG_PEEK) != 1) die("the server closed the connection");
}

// Says what the server had to say before it went, where it said anything.
_Noreturn static void refused(struct stream *s) {
  char text[600] = "";
  ssize_t length = read(s->fd, text, sizeof text - 1);
  for (ssize_t at = 0; at < length; at++)
    if (text[at] < ' ') text[at] = ' ';
  die("cannot write: %s; the server's last words: %s", strerror(errno), text);
}

void stream_write(struct stream *s, const void *bytes, size_t length) {
#ifdef WITH_TLS
  if (s->tls != NULL) {
    size_t written = 0;
    if (length > 0 && SSL_write_ex(s->tls, bytes, length, &written) != 1) die("cannot write over TLS");
    return;
  }
#endif
  while (length > 0) {
    ssize_t written = write(s->fd, bytes, length);
    if (written < 0) refused(s);
    bytes = (const char *)bytes + written;
    length -= written;
  }
}

void stream_finish(struct stream *s) { shutdown(s->fd, SHUT_WR); }

void stream_close(struct stream *s) {
#ifdef WITH_TLS
  if (s->tls != NULL) SSL_free(s->tls);
#endif
  close(s->fd);
}
