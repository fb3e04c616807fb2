"""Downloads a film as over a slow line: a small receive buffer, read a little at a time for a while, then all of the rest.

Arguments: port, session, movie id, film bytes. Prints the bytes that arrived and their SHA-256.
"""

import hashlib
import json
import socket
import struct
import sys
import time

port, session, movie_id, size = int(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
sock = socket.socket()
# Set before connecting, it keeps the window small: what is not read is soon felt by the sender.
sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 16 * 1024)
sock.connect(("127.0.0.1", port))
request = json.dumps({"type": "download_movie", "session": session, "movie_id": movie_id}).encode()
sock.sendall(struct.pack("<I", len(request)) + request)


def exactly(count: int) -> bytes:
    data = b""
    while len(data) < count:
        data += sock.recv(count - len(data))
    return data


exactly(struct.unpack("<I", exactly(4))[0])
digest = hashlib.sha256()
received = 0
slow_until = time.monotonic() + 5
while received < size:
    is_slow = time.monotonic() < slow_until
    try:
        data = sock.recv(4096 if is_slow else 1 << 20)
    except ConnectionError:
        break
    if not data:
        break
    digest.update(data)
    received += len(data)
    if is_slow:
        time.sleep(0.02)
print(received, digest.hexdigest())
