#pragma once
#include "reply.h"

// Streams at once, each in a thread of its own, from one moment on.
void transfer(int port, enum framing framing, int is_tls, int is_sending, double seconds);
void hold(int port, int is_tls);
void probe(int port, int is_tls, double seconds, int pause_us);
_Noreturn void store(int port, const char *folder);
