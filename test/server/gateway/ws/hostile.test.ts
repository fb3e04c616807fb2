import assert from "node:assert/strict"
import { once } from "node:events"
import { Agent, get, type IncomingMessage } from "node:http"
import { buffer } from "node:stream/consumers"
import { test } from "node:test"
import { connectMember } from "../../../kit/people.ts"
import { randomNumbers } from "../../../kit/random.ts"
import { opcodes, RawWebSocket, rawFrame } from "../../../kit/raw-web-socket.ts"
import { scaled } from "../../../kit/scale.ts"
import { startServer, type TestServer } from "../../../kit/server.ts"
import { startTlsServer } from "../../../kit/tls-server.ts"
import { until } from "../../../kit/until.ts"
import { WebSocketPeer } from "../../../kit/web-socket-peer.ts"

const ping = JSON.stringify({ type: "ping", id: 1 })

/** A log-in's cookie has frames of the larger kind let through. */
async function loggedIn(server: TestServer): Promise<RawWebSocket> {
  const { session } = await connectMember(server)
  const peer = await RawWebSocket.connect(server)
  peer.send({ opcode: opcodes.text, payload: JSON.stringify({ type: "who_am_i", session }) })
  assert.equal((await peer.json()).code, 0)
  return peer
}

test("a message may come in several frames, with pings between them", async () => {
  await using server = await startServer({ gateway: true })
  await using peer = await RawWebSocket.connect(server)
  peer.send(
    { opcode: opcodes.text, payload: ping.slice(0, 5), fin: false },
    { opcode: opcodes.ping, payload: "here" },
    { opcode: opcodes.continuation, payload: ping.slice(5) },
  )
  const pong = await peer.frame()
  assert.deepEqual([pong.opcode, pong.payload.toString()], [opcodes.pong, "here"])
  assert.equal((await peer.json()).id, 1)
})

test("binary frames are refused with 1003", async () => {
  await using server = await startServer({ gateway: true })
  await using peer = await RawWebSocket.connect(server)
  peer.send({ opcode: opcodes.binary, payload: ping })
  assert.equal(await peer.closeCode(), 1003)
  await peer.end()
})

test("whoever is not logged in sends 16 KiB at most, whoever is 64 KiB, in one frame or many", async () => {
  await using server = await startServer({ gateway: true })
  const { maxFrameBytes, maxFrameBytesBeforeLogin } = server.settings
  const text = (size: number): string => ping.padEnd(size)
  await using stranger = await RawWebSocket.connect(server)
  stranger.send({ opcode: opcodes.text, payload: text(maxFrameBytesBeforeLogin) })
  assert.equal((await stranger.json()).code, 0)
  stranger.send({ opcode: opcodes.text, payload: text(maxFrameBytesBeforeLogin + 1) })
  assert.equal((await stranger.json()).code, "FRAME_TOO_LARGE")
  assert.equal(await stranger.closeCode(), 1009)

  await using member = await loggedIn(server)
  member.send({ opcode: opcodes.text, payload: text(maxFrameBytes) })
  assert.equal((await member.json()).code, 0)
  // Refused by what it claims, before it comes.
  member.send(rawFrame({ opcode: opcodes.text, length: maxFrameBytes + 1 }))
  assert.equal(await member.closeCode(), 1009)

  await using inParts = await loggedInAgain(server)
  const half = text(maxFrameBytes / 2 + 1)
  inParts.send(
    { opcode: opcodes.text, payload: half, fin: false },
    { opcode: opcodes.continuation, payload: half },
  )
  assert.equal(await inParts.closeCode(), 1009)
})

async function loggedInAgain(server: TestServer): Promise<RawWebSocket> {
  const { session } = await connectMember(server, "again")
  const peer = await RawWebSocket.connect(server)
  peer.send({ opcode: opcodes.text, payload: JSON.stringify({ type: "who_am_i", session }) })
  assert.equal((await peer.json()).code, 0)
  return peer
}

test("a message in hundreds of frames is refused with 1008", async () => {
  await using server = await startServer({ gateway: true })
  await using peer = await RawWebSocket.connect(server)
  peer.send({ opcode: opcodes.text, payload: " ", fin: false })
  for (let frame = 0; frame < 200; frame++)
    peer.send({ opcode: opcodes.continuation, payload: " ", fin: false })
  assert.equal(await peer.closeCode(), 1008)
})

test("JSON nested too deep and JSON that is none are refused, and the next message is answered", async () => {
  await using server = await startServer({ gateway: true })
  await using peer = await RawWebSocket.connect(server)
  for (const [payload, code] of [
    [`{"a":${"[".repeat(100)}${"]".repeat(100)}}`, "TOO_DEEP"],
    ["[]", "BAD_JSON"],
    ["", "BAD_JSON"],
    ["{", "BAD_JSON"],
  ] as const) {
    peer.send({ opcode: opcodes.text, payload })
    assert.equal((await peer.json()).code, code)
  }
  peer.send({ opcode: opcodes.text, payload: ping })
  assert.equal((await peer.json()).code, 0)
})

test("frames against the protocol end the connection with the code that says so", async () => {
  await using server = await startServer({ gateway: true })
  for (const [frame, code] of [
    [rawFrame({ opcode: opcodes.text, payload: ping, masked: false }), 1002],
    [rawFrame({ opcode: 3, payload: ping }), 1002],
    [rawFrame({ opcode: opcodes.continuation, payload: ping }), 1002],
    [rawFrame({ opcode: opcodes.ping, payload: "x".repeat(126) }), 1002],
    [rawFrame({ opcode: opcodes.text, payload: Uint8Array.of(0xff, 0xfe) }), 1007],
  ] as const) {
    await using peer = await RawWebSocket.connect(server)
    peer.send(frame)
    assert.equal(await peer.closeCode(), code)
    await peer.end()
  }
})

test("a message that does not come to its end is given up after frameS", async () => {
  await using server = await startServer({ gateway: true, frameS: 0.3 })
  await using peer = await RawWebSocket.connect(server)
  peer.send(rawFrame({ opcode: opcodes.text, payload: "{", length: 100 }))
  assert.equal((await peer.json()).code, "TIMED_OUT")
  assert.equal(await peer.closeCode(), 1008)
})

test("a silent peer is asked whether it is there, and cut where it does not say so", async () => {
  await using server = await startServer({ gateway: true, webSocketIdleS: 1, frameS: 60 })
  await using deaf = await RawWebSocket.connect(server)
  await using alive = await WebSocketPeer.connect(server)
  assert.equal((await deaf.frame()).opcode, opcodes.ping)
  await deaf.end()
  await alive.ok({ type: "ping" })
})

test("requests of /ws that ask for no WebSocket take no WebSocket's place", async () => {
  await using server = await startServer({ gateway: true, maxConnectionsPerAddress: 5 })
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  for (let request = 0; request < 6; request++) {
    const asked = get(`${server.url}/ws`, { agent })
    const [answer]: IncomingMessage[] = await once(asked, "response")
    assert.equal(answer?.statusCode, 404)
    await buffer(answer)
  }
  await using _ = await RawWebSocket.connect(server)
  agent.destroy()
})

test("whoever offers another protocol than WebSocket is answered as if they had not", async () => {
  await using server = await startServer({ gateway: true })
  const headers = { connection: "Upgrade, HTTP2-Settings", upgrade: "h2c", "http2-settings": "AAMAAABk" }
  const [answer]: IncomingMessage[] = await once(get(`${server.url}/healthz`, { headers }), "response")
  assert.equal(answer?.statusCode, 200)
  answer.resume()
})

test("over TLS a connection is closed as well", async () => {
  await using server = await startTlsServer({ gateway: true })
  await using peer = await RawWebSocket.connect(server)
  peer.send({ opcode: opcodes.text, payload: " ".repeat(server.settings.maxFrameBytesBeforeLogin + 1) })
  assert.equal((await peer.json()).code, "FRAME_TOO_LARGE")
  assert.equal(await peer.closeCode(), 1009)
})

test("so many WebSockets there are at most, in all and from one address", async () => {
  await using few = await startServer({ gateway: true, maxWebSockets: 1 })
  await using first = await RawWebSocket.connect(few)
  assert.equal(await RawWebSocket.open(few), 429)
  await first[Symbol.asyncDispose]()
  await until("its place is free", async () => (await RawWebSocket.open(few)) instanceof RawWebSocket)

  await using one = await startServer({
    gateway: true,
    maxConnectionsPerAddress: 2,
    trustedProxies: ["127.0.0.1"],
  })
  const from = (address: string) => RawWebSocket.open(one, { headers: { "x-forwarded-for": address } })
  const kept = [await from("10.0.0.1"), await from("10.0.0.1"), await from("10.0.0.2")]
  assert.ok(kept.every((peer) => peer instanceof RawWebSocket))
  assert.equal(await from("10.0.0.1"), 429)
  for (const peer of kept) if (peer instanceof RawWebSocket) await peer[Symbol.asyncDispose]()
})

test("whoever takes no replies is no longer served, and cut after writeStallS", async () => {
  await using server = await startServer({ gateway: true, writeStallS: 1, frameS: 60, logLevel: "info" })
  const tcp = await connectMember(server)
  const { session } = tcp
  tcp.reset()
  await using peer = await RawWebSocket.connect(server)
  peer.socket.pause()
  const payload = JSON.stringify({ type: "who_am_i", session })
  const many = Buffer.concat(Array.from({ length: 1000 }, () => rawFrame({ opcode: opcodes.text, payload })))
  for (let batch = 0; batch < 100; batch++) peer.send(many)
  const { sessions } = server.running.app
  await until(
    "it is cut, and its session left alone",
    () => sessions.find(session ?? "")?.grace !== undefined,
  )
  const answered = server.logged.filter((line) => line.includes("who_am_i")).length
  assert.ok(answered < 90_000, `${answered} were answered`)
})

test("one peer's thousand requests hold nobody else up", async () => {
  await using server = await startServer({ gateway: true, logLevel: "info" })
  await using busy = await RawWebSocket.connect(server)
  await using other = await WebSocketPeer.connect(server)
  const many = Buffer.concat(
    Array.from({ length: 2000 }, () => rawFrame({ opcode: opcodes.text, payload: ping })),
  )
  busy.send(many)
  await other.fails("NOT_LOGGED_IN", { type: "who_am_i" })
  const before = server.logged.findIndex((line) => line.includes("who_am_i"))
  assert.ok(before >= 0 && before < 1000, `${before} requests were answered first`)
  for (let reply = 0; reply < 2000; reply++) await busy.json()
})

test("a peer that is killed in the middle of a request leaves nothing behind", async () => {
  await using server = await startServer({ gateway: true })
  const peer = await RawWebSocket.connect(server)
  peer.send(rawFrame({ opcode: opcodes.text, payload: '{"type":"register"', length: 1000 }))
  peer.socket.resetAndDestroy()
  await using next = await WebSocketPeer.connect(server)
  await next.ok({ type: "ping" })
})

test("whatever bytes come, the server goes on", async () => {
  await using server = await startServer({ gateway: true })
  const random = randomNumbers(7)
  for (let round = 0; round < scaled(60, 3000); round++) {
    await using peer = await RawWebSocket.connect(server)
    peer.socket.on("error", () => undefined)
    const good = rawFrame({ opcode: opcodes.text, payload: ping })
    for (let frame = 0; frame < 5; frame++) {
      const bytes = Buffer.from(good)
      for (let change = random(4); change > 0; change--) bytes[random(bytes.length)] = random(256)
      peer.send(bytes.subarray(0, random(3) === 0 ? random(bytes.length) : bytes.length))
    }
    peer.socket.end()
  }
  await using peer = await WebSocketPeer.connect(server)
  await peer.ok({ type: "ping" })
})
