import assert from "node:assert/strict"
import { test } from "node:test"
import { opcodes, RawWebSocket } from "../../../kit/raw-web-socket.ts"
import { startServer, type TestServer } from "../../../kit/server.ts"
import { WebSocketPeer } from "../../../kit/web-socket-peer.ts"

const check = (server: TestServer): Promise<WebSocketPeer> => WebSocketPeer.connect(server, {}, "/ws/check")
const question = { game_name: "reelwire", region: "east" }

test("while there is room whoever asks is told where to connect to", async () => {
  await using server = await startServer({ gateway: true })
  await using peer = await check(server)
  const own = { code: 0, gate_servers: [{ host: "127.0.0.1", port: server.port }], chat_servers: [] }
  assert.deepEqual(await peer.ask(question), own)
  assert.deepEqual(await peer.ask({}), own)
})

test("a server that was asked by an IPv6 address names it as what one connects to", async () => {
  await using server = await startServer({ gateway: true })
  const headers = { host: "[2001:db8::1]:8088" }
  await using peer = await RawWebSocket.connect(server, { path: "/ws/check", headers })
  peer.send({ opcode: opcodes.text, payload: "{}" })
  const { gate_servers } = await peer.json()
  assert.deepEqual(gate_servers, [{ host: "2001:db8::1", port: server.port }])
})

test("several servers are named in turns, so that each comes first as often", async () => {
  const gateServers = [1, 2, 3].map((port) => ({ host: "films.example", port }))
  await using server = await startServer({ gateway: true, gateServers })
  const first: unknown[] = []
  for (let guest = 0; guest < 6; guest++) {
    await using peer = await check(server)
    const { gate_servers } = await peer.ask(question)
    assert.ok(Array.isArray(gate_servers))
    first.push(gate_servers[0].port)
  }
  assert.deepEqual(first, [1, 2, 3, 1, 2, 3])
})

test("while the house is full people wait in line, are told each change, and come in as they came", async () => {
  await using server = await startServer({ gateway: true, houseMost: 1 })
  const inside = await server.connect()
  await inside.ok({ type: "ping" })
  await using one = await check(server)
  assert.deepEqual(await one.ask(question), { code: 3, front_users: 0 })
  const two = await check(server)
  assert.deepEqual(await two.ask(question), { code: 3, front_users: 1 })
  await using three = await check(server)
  assert.deepEqual(await three.ask(question), { code: 3, front_users: 2 })
  two.close()
  assert.deepEqual(await three.reply(), { code: 3, front_users: 1 })
  await inside[Symbol.asyncDispose]()
  assert.equal((await one.reply()).code, 0)
  // Its place is kept for it until it closes.
  assert.deepEqual(await three.reply(), { code: 3, front_users: 0 })
  one.close()
  assert.equal((await three.reply()).code, 0)
})

test("of many who leave the line at once the others are told as one change", async () => {
  await using server = await startServer({ gateway: true, houseMost: 1 })
  const inside = await server.connect()
  await inside.ok({ type: "ping" })
  const leaving: WebSocketPeer[] = []
  for (let front_users = 0; front_users < 20; front_users++) {
    const guest = await check(server)
    assert.deepEqual(await guest.ask(question), { code: 3, front_users })
    leaving.push(guest)
  }
  await using last = await check(server)
  assert.deepEqual(await last.ask(question), { code: 3, front_users: 20 })
  for (const guest of leaving) guest.close()
  const told: unknown[] = []
  while (told.at(-1) !== 0) told.push((await last.reply()).front_users)
  // Those who leave may do so around a look.
  assert.ok(told.length <= 3, told.join())
})

test("what is no question is refused, and who asks none in time is closed", async () => {
  await using server = await startServer({ gateway: true, firstFrameS: 0.3 })
  await using peer = await check(server)
  peer.send("[]")
  assert.equal((await peer.reply()).code, "BAD_JSON")
  assert.equal((await peer.ask({ region: 5 })).code, "BAD_FIELD")
  assert.equal(await peer.closed(), 1008)
  await using binary = await RawWebSocket.connect(server, { path: "/ws/check" })
  binary.send({ opcode: opcodes.binary, payload: "{}" })
  assert.equal(await binary.closeCode(), 1003)
})

test("another site's page gets no answer, and a stopping server closes with 1001", async () => {
  const server = await startServer({ gateway: true })
  const headers = { origin: "https://evil.example" }
  assert.equal(await RawWebSocket.open(server, { path: "/ws/check", headers }), 403)
  await using peer = await check(server)
  await peer.ask(question)
  await server[Symbol.asyncDispose]()
  assert.equal(await peer.closed(), 1001)
})
