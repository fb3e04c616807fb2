#include "commands.h"
#include <arpa/inet.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

enum { BUFFER = 256 * 1024 };

struct upload {
  int from, to;
};

static void *take(void *argument) {
  struct upload *upload = argument;
  char *buffer = malloc(BUFFER);
  for (ssize_t length; (length = read(upload->from, buffer, BUFFER)) > 0;)
    for (ssize_t at = 0; at < length;) {
      ssize_t written = write(upload->to, buffer + at, length - at);
      if (written < 0) die("cannot write to the file");
      at += written;
    }
  close(upload->to);
  if (write(upload->from, "k", 1) != 1) die("cannot answer");
  close(upload->from);
  free(buffer);
  free(upload);
  return NULL;
}

void store(int port, const char *folder) {
  struct sockaddr_in where = {.sin_family = AF_INET, .sin_port = htons(port)};
  where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  int one = 1, listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  if (bind(listener, (struct sockaddr *)&where, sizeof where) != 0 || listen(listener, 128) != 0)
    die("cannot listen on port %d", port);
  for (int number = 0;; number++) {
    char path[4096];
    snprintf(path, sizeof path, "%s/stored-%d", folder, number);
    struct upload *upload = malloc(sizeof *upload);
    upload->from = accept(listener, NULL, NULL);
    upload->to = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (upload->from < 0 || upload->to < 0) die("cannot take an upload");
    pthread_t thread;
    pthread_create(&thread, NULL, take, upload);
    pthread_detach(thread);
  }
}
