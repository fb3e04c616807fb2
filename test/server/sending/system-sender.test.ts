import assert from "node:assert/strict"
import { once } from "node:events"
import { open } from "node:fs/promises"
import { createServer, type Socket } from "node:net"
import { join } from "node:path"
import { test } from "node:test"
import { socketDescriptor } from "../../../server/sending/socket-descriptor.ts"
import { openSystemSender, type SystemSender } from "../../../server/sending/system-sender.ts"
import { makeFilm } from "../../kit/films.ts"
import { Peer } from "../../kit/peer.ts"
import { temporaryFolder } from "../../kit/temporary-folder.ts"

const film = makeFilm(24 * 1024 * 1024)
const skip = process.platform === "linux" ? false : "only Linux has this call"

/** Connections, both ends of each, and a film's descriptor. */
async function startPairs(): Promise<
  AsyncDisposable & { readonly file: number; connect(): Promise<{ socket: Socket; peer: Peer }> }
> {
  const owned = new AsyncDisposableStack()
  const folder = owned.use(await temporaryFolder())
  const file = await open(join(folder.path, "film"), "wx+")
  owned.defer(() => file.close())
  await file.write(film.bytes)
  const server = createServer().listen(0, "127.0.0.1")
  await once(server, "listening")
  owned.defer(() => void server.close())
  const address = server.address()
  assert.ok(typeof address === "object" && address !== null)
  return {
    file: file.fd,
    connect: async () => {
      const accepted = once(server, "connection")
      const peer = owned.use(await Peer.connect({ port: address.port }))
      const [socket]: Socket[] = await accepted
      assert.ok(socket !== undefined)
      owned.defer(() => void socket.destroy())
      return { socket, peer }
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

async function senderOf(socket: Socket): Promise<SystemSender> {
  const sender = await openSystemSender(socket)
  assert.ok(sender !== undefined, "the system sends to a plain socket on Linux, with koffi installed")
  return sender
}

test("a part of a file is sent to a plain socket, as much of it as the socket takes", { skip }, async () => {
  await using pairs = await startPairs()
  const { socket, peer } = await pairs.connect()
  const sender = await senderOf(socket)
  assert.equal(await sender.send(pairs.file, 1001, 5000), 5000)
  assert.ok((await peer.bytes(5000)).equals(film.bytes.subarray(1001, 6001)))
  peer.pause()
  let sent = 0
  for (;;) {
    const bytes = await sender.send(pairs.file, sent, film.bytes.length - sent)
    if (bytes === "full") break
    assert.ok(typeof bytes === "number" && bytes > 0)
    sent += bytes
  }
  assert.ok(sent < film.bytes.length)
  peer.resume()
  assert.ok((await peer.bytes(sent)).equals(film.bytes.subarray(0, sent)))
  assert.equal(await sender.send(pairs.file, film.bytes.length, 1), 0)
  sender.close()
})

test("what can't be sent this way is told apart from a socket that is full", { skip }, async () => {
  await using pairs = await startPairs()
  const { socket } = await pairs.connect()
  const sender = await senderOf(socket)
  await using folder = await temporaryFolder()
  const notAFile = await open(folder.path)
  assert.equal(await sender.send(notAFile.fd, 0, 10), "unable")
  await notAFile.close()
  sender.close()
})

test("a closed socket's bytes go to nobody who has its number now, and its peer hears of the end with the sender's", {
  skip,
}, async () => {
  await using pairs = await startPairs()
  const { socket, peer } = await pairs.connect()
  const number = socketDescriptor(socket)
  const sender = await senderOf(socket)
  socket.destroy()
  await once(socket, "close")
  assert.equal(socketDescriptor(socket), undefined)
  assert.equal(await openSystemSender(socket), undefined)
  const others = [await pairs.connect(), await pairs.connect(), await pairs.connect()]
  const ends = others.flatMap((other) => [other.socket, other.peer.socket])
  assert.ok(ends.some((end) => socketDescriptor(end) === number))
  for (const other of others) other.socket.on("data", (bytes) => other.socket.write(bytes))
  assert.equal(await sender.send(pairs.file, 0, 1000), 1000)
  sender.close()
  assert.ok((await peer.end()).equals(film.bytes.subarray(0, 1000)))
  for (const other of others) {
    await other.peer.send(Buffer.from("own"))
    other.peer.socket.end()
    assert.equal((await other.peer.end()).toString(), "own")
  }
})
