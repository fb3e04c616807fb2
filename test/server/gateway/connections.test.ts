import assert from "node:assert/strict"
import { test } from "node:test"
import { setTimeout as delay } from "node:timers/promises"
import { connectMember } from "../../kit/people.ts"
import { RawHttp } from "../../kit/raw-http.ts"
import { startServer, type TestServer } from "../../kit/server.ts"

/** Checks that the server says why it closes, and then closes. */
async function closesWith(connection: RawHttp, status: number, code: string): Promise<void> {
  const { headers, body, status: found } = await connection.answer()
  assert.deepEqual([found, headers.connection, JSON.parse(body).code], [status, "close", code])
  await connection.ended()
}

function ping(connection: RawHttp): Promise<number> {
  return connection.send("GET", "/api/v1/ping").then(async () => (await connection.answer()).status)
}

/** Sends a byte now and then until the server has enough of it. */
async function trickle(connection: RawHttp, text: string): Promise<void> {
  for (const byte of text) {
    if (connection.socket.readableEnded || connection.socket.destroyed) return
    await connection.write(byte)
    await delay(20)
  }
}

test("a peer that says nothing, or trickles its headers, is closed after the time for them", async () => {
  await using server = await startServer({ gateway: true, frameS: 0.3 })
  await using silent = await RawHttp.connect(server)
  await using half = await RawHttp.connect(server)
  await half.write("GET /api/v1/ping HTTP/1.1\r\nhost: x\r\n")
  await using slow = await RawHttp.connect(server)
  const trickling = trickle(slow, `GET /api/v1/ping HTTP/1.1\r\n${"x: y\r\n".repeat(200)}`)
  await Promise.all([silent, half, slow].map((each) => closesWith(each, 408, "TIMED_OUT")))
  await trickling
})

test("a body that does not arrive whole in time is refused, however steadily it trickles", async () => {
  await using server = await startServer({ gateway: true, frameS: 0.3 })
  const { session } = await connectMember(server)
  const headers = { authorization: `Bearer ${session}`, "content-length": 5000 }
  for (const [path, type] of [
    ["/api/v1/ping", "application/json"],
    ["/session", "application/json"],
    ["/login", "application/x-www-form-urlencoded"],
    ["/api/v1/upload_movie", "multipart/form-data; boundary=x"],
    ["/upload/file", "multipart/form-data; boundary=x"],
  ] as const) {
    await using connection = await RawHttp.connect(server)
    await connection.send("POST", path, { ...headers, "content-type": type })
    const trickling = trickle(connection, "x".repeat(4000))
    const { status, headers: answered } = await connection.answer()
    // Only the staff uploads pictures: a member is told at once.
    assert.ok(status === 408 || (path === "/upload/file" && status === 403), `${path}: ${status}`)
    assert.equal(answered.connection, "close")
    await connection.ended()
    await trickling
  }
})

test("what is no HTTP is answered with a refusal of ours, and the connection closed", async () => {
  await using server = await startServer({ gateway: true })
  for (const text of [
    "\x00\x01\x02\x03 nonsense\r\n\r\n",
    "GET / HTTP/9\r\n\r\n",
    `GET / HTTP/1.1\r\nx: ${"y".repeat(40_000)}\r\n\r\n`,
  ]) {
    await using connection = await RawHttp.connect(server)
    void connection.write(text)
    await closesWith(connection, 400, "BAD_REQUEST")
  }
})

test("what can't be read, and the session in it, is in no log", async () => {
  await using server = await startServer({ gateway: true, logLevel: "debug" })
  await using connection = await RawHttp.connect(server)
  const head = "GET / HTTP/1.1\r\nhost: x\r\nauthorization: Bearer geheim\r\n"
  await connection.write(`${head}a line that is no header\r\n\r\n`)
  await closesWith(connection, 400, "BAD_REQUEST")
  const line = server.logged.find((one) => one.includes("an HTTP connection failed"))
  assert.ok(line !== undefined && line.length < 300, line)
})

test("a body that is too large is refused before it comes, and never read for long", async () => {
  await using server = await startServer({ gateway: true })
  await using announced = await RawHttp.connect(server)
  const type = { "content-type": "application/json" }
  await announced.send("POST", "/api/v1/ping", { ...type, "content-length": 2 ** 40 })
  const first = await announced.answer()
  assert.deepEqual([first.status, JSON.parse(first.body).code], [413, "FRAME_TOO_LARGE"])
  await announced.ended()
  await using chunked = await RawHttp.connect(server)
  await chunked.send("POST", "/api/v1/ping", { ...type, "transfer-encoding": "chunked" })
  const chunk = `8000\r\n${"x".repeat(0x8000)}\r\n`
  const flood = (async () => {
    while (!chunked.socket.destroyed) await Promise.race([chunked.write(chunk), delay(100)])
  })()
  assert.equal((await chunked.answer()).status, 413)
  await chunked.ended()
  await flood
})

async function turnedAway(server: TestServer, from?: string): Promise<void> {
  await using connection = await RawHttp.connect(server, from)
  await closesWith(connection, 429, "TOO_MANY_CONNECTIONS")
}

test("connections of one address are limited, those of another and of a trusted proxy are not", async () => {
  await using server = await startServer({
    gateway: true,
    maxConnectionsPerAddress: 2,
    maxConnections: 6,
    trustedProxies: ["127.0.0.9"],
  })
  await using first = await RawHttp.connect(server)
  await using second = await RawHttp.connect(server)
  assert.deepEqual([await ping(first), await ping(second)], [200, 200])
  for (let round = 0; round < 3; round++) await turnedAway(server)
  await using other = await RawHttp.connect(server, "127.0.0.2")
  await using proxied = await RawHttp.connect(server, "127.0.0.9")
  await using proxiedToo = await RawHttp.connect(server, "127.0.0.9")
  await using proxiedThree = await RawHttp.connect(server, "127.0.0.9")
  for (const each of [other, proxied, proxiedToo, proxiedThree]) assert.equal(await ping(each), 200)
  // As many as there may be in all.
  await turnedAway(server, "127.0.0.3")
})

test("an idle connection is kept, and serves one request after the other", async () => {
  await using server = await startServer({ gateway: true, frameS: 0.2 })
  await using connection = await RawHttp.connect(server)
  for (let round = 0; round < 3; round++) {
    assert.equal(await ping(connection), 200)
    await delay(700)
  }
  for (const body of ["{", "", "{}"]) {
    const headers = { "content-type": "application/json", "content-length": body.length }
    await connection.send("POST", "/api/v1/ping", headers, Buffer.from(body))
    const { status, headers: answered } = await connection.answer()
    assert.deepEqual([status, answered.connection], [body === "{}" ? 200 : 400, "keep-alive"])
  }
})
