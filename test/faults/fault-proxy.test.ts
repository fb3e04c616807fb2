import assert from "node:assert/strict"
import { once } from "node:events"
import { connect, createServer, type Socket } from "node:net"
import { test } from "node:test"
import { ByteQueue } from "../kit/byte-queue.ts"
import { type FaultProxy, type Faults, startFaultProxy } from "../kit/fault-proxy.ts"
import { until } from "../kit/until.ts"

/** Two ends of a connection through the proxy, what either received, and how it ended for them. */
type Pair = {
  readonly client: Socket
  readonly server: Socket
  readonly got: ByteQueue
  readonly sent: ByteQueue
}

const bytes = Buffer.from("0123456789")

async function withPair(
  faults: Faults,
  check: (pair: Pair, proxy: FaultProxy) => Promise<void>,
): Promise<void> {
  const listener = createServer({ allowHalfOpen: true }, (socket) => socket.on("error", () => undefined))
  listener.listen(0, "127.0.0.1")
  await once(listener, "listening")
  const address = listener.address()
  assert.ok(typeof address === "object" && address !== null)
  await using proxy = await startFaultProxy(address.port)
  proxy.next(faults)
  const accepted = new Promise<Socket>((resolve) => listener.once("connection", resolve))
  const client = connect({ port: proxy.port, host: "127.0.0.1", allowHalfOpen: true })
  const server = await accepted
  try {
    await check({ client, server, got: new ByteQueue(client), sent: new ByteQueue(server) }, proxy)
  } finally {
    client.destroy()
    server.destroy()
    listener.close()
  }
}

/** Answers when a socket is closed, however that came. */
function closed(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    socket.on("error", () => undefined).once("close", () => resolve())
  })
}

test("without faults bytes and ends pass as they are, both ways", () =>
  withPair({}, async ({ client, server, got, sent }, proxy) => {
    client.end(bytes)
    assert.deepEqual(await sent.rest(), bytes)
    server.end(Buffer.concat([bytes, bytes]))
    assert.deepEqual(await got.rest(), Buffer.concat([bytes, bytes]))
    assert.deepEqual(proxy.bytes, { up: 10, down: 20 })
    assert.equal(proxy.strikes, 0)
  }))

for (const at of [0, 4, 10]) {
  test(`a reset at byte ${at} passes ${at} bytes and breaks both ends`, () =>
    withPair({ up: { stop: { at, how: "reset" } } }, async ({ client, server, sent }, proxy) => {
      const ends = [closed(client), closed(server)]
      client.write(bytes)
      await Promise.all(ends)
      assert.equal(sent.length, at)
      assert.deepEqual(await sent.take(at), bytes.subarray(0, at))
      assert.deepEqual([proxy.bytes.up, proxy.strikes], [at, 1])
    }))
}

test("a stall passes the bytes before it and nothing more, while the other way goes on", () =>
  withPair({ down: { stop: { at: 4, how: "stall" } } }, async ({ client, server, got, sent }, proxy) => {
    server.write(bytes)
    await until("the stall", () => proxy.strikes === 1)
    client.write(bytes)
    assert.deepEqual(await sent.take(10), bytes)
    server.write(bytes)
    client.write(bytes)
    assert.deepEqual(await sent.take(10), bytes)
    assert.deepEqual(await got.take(4), bytes.subarray(0, 4))
    assert.deepEqual([got.length, proxy.bytes.down], [0, 4])
  }))

test("a half-close ends one way and leaves the other open", () =>
  withPair({ up: { stop: { at: 7, how: "half-close" } } }, async ({ client, server, got, sent }) => {
    client.write(bytes)
    assert.deepEqual(await sent.rest(), bytes.subarray(0, 7))
    server.end(bytes)
    assert.deepEqual(await got.rest(), bytes)
  }))

test("a flipped bit changes one byte and no other", () =>
  withPair({ up: { flipAt: [3, 12] } }, async ({ client, sent }, proxy) => {
    client.write(bytes)
    const first = await sent.take(10)
    client.write(bytes)
    const second = await sent.take(10)
    const changed = [...first, ...second].map((byte, at) => [byte ^ (bytes[at % 10] ?? 0), at])
    const places = changed.filter(([difference]) => difference !== 0)
    assert.deepEqual(
      places.map(([, at]) => at),
      [3, 12],
    )
    for (const [difference = 0] of places) assert.equal(Math.log2(difference) % 1, 0)
    assert.equal(proxy.strikes, 2)
  }))

test("latency keeps bytes and their end back, in order", () =>
  withPair({ up: { latencyMs: 60 } }, async ({ client, sent }) => {
    const startMs = performance.now()
    for (const byte of bytes) client.write(Buffer.of(byte))
    client.end()
    assert.deepEqual(await sent.rest(), bytes)
    assert.ok(performance.now() - startMs >= 55)
  }))

test("faults are for the next connections alone, and a cut breaks those that are open", () =>
  withPair({ up: { stop: { at: 0, how: "stall" } } }, async (_, proxy) => {
    const later = connect({ port: proxy.port, host: "127.0.0.1" })
    await until("a second connection", () => proxy.connections === 2)
    later.write(bytes)
    await until("its bytes", () => proxy.bytes.up === 10)
    const end = closed(later)
    proxy.cut()
    await end
  }))
