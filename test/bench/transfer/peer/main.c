// The other end of every transfer that is measured: one program for all servers. It prints one line of JSON.
//   peer receive|send PORT frames|http|ftp|raw plain|tls SECONDS   the plan once, or again and again for SECONDS
//   peer hold PORT plain|tls                         asks and reads nothing, until standard input ends
//   peer probe PORT plain|tls SECONDS PAUSE_US       how long small requests take, one after the other
//   peer store PORT FOLDER                           a server that writes what comes into files
#include "commands.h"
#include "stream.h"
#include <signal.h>
#include <stdlib.h>
#include <string.h>

static enum framing framing_of(const char *name) {
  const char *names[] = {"frames", "http", "ftp", "raw"};
  for (int at = 0; at < 4; at++)
    if (strcmp(names[at], name) == 0) return at;
  die("no framing %s", name);
}

int main(int count, char **args) {
  signal(SIGPIPE, SIG_IGN);
  const char *command = count > 3 ? args[1] : "";
  int port = count > 3 ? atoi(args[2]) : 0;
  if (strcmp(command, "store") == 0) store(port, args[3]);
  int is_tls = strcmp(args[count > 5 && strcmp(command, "probe") != 0 ? 4 : 3], "tls") == 0;
  if (strcmp(command, "hold") == 0) hold(port, is_tls);
  else if (strcmp(command, "probe") == 0 && count == 6) probe(port, is_tls, atof(args[4]), atoi(args[5]));
  else if (strcmp(command, "receive") == 0 && count == 6) transfer(port, framing_of(args[3]), is_tls, 0, atof(args[5]));
  else if (strcmp(command, "send") == 0 && count == 6) transfer(port, framing_of(args[3]), is_tls, 1, atof(args[5]));
  else die("usage: see main.c");
}
