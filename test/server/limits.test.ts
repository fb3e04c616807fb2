import assert from "node:assert/strict"
import { test } from "node:test"
import { setTimeout as delay } from "node:timers/promises"
import { encode, frameOf, type Peer } from "../kit/peer.ts"
import { connectAdmin, connectMember, logIn } from "../kit/people.ts"
import { startServer } from "../kit/server.ts"

/** A ping of exactly so many bytes of JSON. */
function pingOf(bytes: number): Buffer {
  const empty = JSON.stringify({ type: "ping", pad: "" }).length
  return encode({ type: "ping", pad: "x".repeat(bytes - empty) })
}

/** Checks that the server says why it closes, and then closes. */
async function closesWith(peer: Peer, code: string): Promise<void> {
  const reply = await peer.reply()
  assert.deepEqual([reply.flag, reply.code], [false, code])
  assert.equal((await peer.end()).length, 0)
}

test("before log-in a request has up to 16 KiB, after it up to 64 KiB, and one byte more closes", async () => {
  await using server = await startServer()
  const stranger = await server.connect()
  await stranger.send(pingOf(16_384))
  assert.equal((await stranger.reply()).flag, true)
  await stranger.send(pingOf(16_385))
  await closesWith(stranger, "FRAME_TOO_LARGE")
  const member = await connectMember(server)
  await member.send(pingOf(65_536))
  assert.equal((await member.reply()).flag, true)
  await member.send(pingOf(65_537))
  await closesWith(member, "FRAME_TOO_LARGE")
})

test("a length over the limit closes before any of its bytes come", async () => {
  await using server = await startServer({ maxFrameBytesBeforeLogin: 1000 })
  for (const length of [1001, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1]) {
    const peer = await server.connect()
    const bytes = Buffer.alloc(4)
    bytes.writeUInt32LE(length)
    await peer.send(bytes)
    await closesWith(peer, "FRAME_TOO_LARGE")
  }
})

test("answers to earlier requests arrive before the refusal that closes", async () => {
  await using server = await startServer()
  const peer = await server.connect()
  await peer.send(
    Buffer.concat([encode({ type: "ping", id: 1 }), encode({ type: "ping", id: 2 }), Buffer.alloc(4, 255)]),
  )
  assert.deepEqual([(await peer.reply()).id, (await peer.reply()).id], [1, 2])
  await closesWith(peer, "FRAME_TOO_LARGE")
})

test("a request nested deeper than the limit is refused and the connection stays usable", async () => {
  await using server = await startServer({ maxDepth: 5 })
  const peer = await server.connect()
  const nested = (depth: number): string =>
    `{"type":"ping","x":${"[".repeat(depth - 1)}${"]".repeat(depth - 1)}}`
  await peer.send(frameOf(nested(5)))
  assert.equal((await peer.reply()).flag, true)
  await peer.send(frameOf(nested(6)))
  assert.equal((await peer.reply()).code, "TOO_DEEP")
  await peer.ok({ type: "ping" })
})

test("a peer that says nothing, or no whole request, is closed after the time for the first one", async () => {
  await using server = await startServer({ firstFrameS: 0.2, frameS: 60 })
  const startMs = performance.now()
  const silent = await server.connect()
  const half = await server.connect()
  await half.send(encode({ type: "ping" }).subarray(0, 10))
  await closesWith(silent, "TIMED_OUT")
  assert.ok(performance.now() - startMs > 190)
  await closesWith(half, "TIMED_OUT")
})

test("a peer that never logs in is closed after the time for it, one that did is not", async () => {
  await using server = await startServer({ loginS: 0.4, firstFrameS: 0.2 })
  const member = await connectMember(server)
  const guest = await server.connect()
  await guest.ok({ type: "who_am_i", session: member.session })
  const stranger = await server.connect()
  await stranger.ok({ type: "ping" })
  await closesWith(stranger, "TIMED_OUT")
  await member.ok({ type: "who_am_i" })
  await guest.ok({ type: "ping" })
})

test("a request that does not arrive whole in time closes, however steadily it trickles", async () => {
  await using server = await startServer({ frameS: 0.3 })
  const peer = await connectMember(server)
  const frame = encode({ type: "ping", pad: "x".repeat(10_000) })
  const trickle = new AbortController()
  const trickling = (async () => {
    for (const byte of frame) {
      if (trickle.signal.aborted) return
      await peer.send(Buffer.of(byte))
      await delay(20)
    }
  })()
  await closesWith(peer, "TIMED_OUT")
  trickle.abort()
  await trickling
})

test("a request that arrives in time closes nothing, however many come one after the other", async () => {
  await using server = await startServer({ frameS: 0.3 })
  const peer = await connectMember(server)
  const frame = encode({ type: "ping" })
  const startMs = performance.now()
  while (performance.now() - startMs < 600) {
    await peer.send(frame.subarray(0, 7))
    await delay(10)
    await peer.send(frame.subarray(7))
    assert.equal((await peer.reply()).flag, true)
  }
})

test("an idle member is left alone", async () => {
  await using server = await startServer({ frameS: 0.1, firstFrameS: 0.1, loginS: 0.1 })
  const member = await connectMember(server)
  const stranger = await server.connect()
  await closesWith(stranger, "TIMED_OUT")
  await member.ok({ type: "ping" })
})

test("connections of one address are limited, those of another are not, and a place that is free is given again", async () => {
  await using server = await startServer({ maxConnectionsPerAddress: 3 })
  const peers = [await server.connect(), await server.connect(), await server.connect()]
  for (const peer of peers) await peer.ok({ type: "ping" })
  for (let round = 0; round < 5; round++) await closesWith(await server.connect(), "TOO_MANY_CONNECTIONS")
  const other = await server.connect({ from: "127.0.0.2" })
  await other.ok({ type: "ping" })
  await peers[0]?.[Symbol.asyncDispose]()
  let reply = await (await server.connect()).ask({ type: "ping" })
  // The server may learn of the closed connection after it learns of the new one.
  for (let round = 0; round < 100 && !reply.flag; round++)
    reply = await (await server.connect()).ask({ type: "ping" })
  assert.equal(reply.flag, true)
})

test("a peer that is turned away reads why, even if it had spoken already", async () => {
  await using server = await startServer({ maxConnectionsPerAddress: 1 })
  const peer = await server.connect()
  await peer.ok({ type: "ping" })
  for (let round = 0; round < 20; round++) {
    const late = await server.connect()
    void late.send(Buffer.concat(Array(50).fill(encode({ type: "ping", pad: "x".repeat(1000) }))))
    await closesWith(late, "TOO_MANY_CONNECTIONS")
  }
})

test("connections are limited in all, whatever their addresses", async () => {
  await using server = await startServer({ maxConnections: 3 })
  for (const from of ["127.0.0.1", "127.0.0.2", "127.0.0.3"])
    await (await server.connect({ from })).ok({ type: "ping" })
  await closesWith(await server.connect({ from: "127.0.0.4" }), "TOO_MANY_CONNECTIONS")
})

test("a log-in beyond the connection's first does not bring the limits of strangers back", async () => {
  await using server = await startServer({ loginS: 0.2 })
  const admin = await connectAdmin(server)
  await logIn(admin, "admin", "admin")
  const stranger = await server.connect()
  await closesWith(stranger, "TIMED_OUT")
  await admin.send(pingOf(60_000))
  assert.equal((await admin.reply()).flag, true)
})
