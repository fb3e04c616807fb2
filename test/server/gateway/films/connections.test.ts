import assert from "node:assert/strict"
import { once } from "node:events"
import type { IncomingMessage } from "node:http"
import { Agent, get as getByTls } from "node:https"
import { connect, type Socket } from "node:net"
import { buffer } from "node:stream/consumers"
import { test } from "node:test"
import { DownloadRecord } from "../../../../db/download-record.ts"
import { ByteQueue } from "../../../kit/byte-queue.ts"
import { linkTo } from "../../../kit/fetch-film.ts"
import { type Film, makeFilm } from "../../../kit/films.ts"
import { connectAdmin, connectMember, upload } from "../../../kit/people.ts"
import { startServer, type TestServer } from "../../../kit/server.ts"
import { startTlsServer } from "../../../kit/tls-server.ts"
import { until } from "../../../kit/until.ts"

/** A bare HTTP connection. */
class Http implements AsyncDisposable {
  readonly socket: Socket
  readonly #received: ByteQueue

  constructor({ url }: TestServer) {
    this.socket = connect(Number(new URL(url).port), "127.0.0.1")
    this.socket.on("error", () => undefined)
    this.#received = new ByteQueue(this.socket)
  }

  /** Sends anything. */
  say(bytes: string): void {
    this.socket.write(bytes)
  }

  get(link: string, range?: string, more = ""): void {
    const { pathname, search, host } = new URL(link)
    const ranged = range === undefined ? "" : `range: ${range}\r\n`
    this.socket.write(`GET ${pathname}${search} HTTP/1.1\r\nhost: ${host}\r\n${ranged}${more}\r\n`)
  }

  async head(): Promise<{ readonly status: number; readonly length: number }> {
    let head = ""
    while (!head.endsWith("\r\n\r\n")) head += (await this.#received.take(1)).toString("latin1")
    const [, length = "0"] = /content-length: (\d+)/i.exec(head) ?? []
    return { status: Number(head.split(" ")[1]), length: Number(length) }
  }

  bytes(count: number): Promise<Buffer> {
    return this.#received.take(count)
  }

  end(): Promise<Buffer> {
    return this.#received.rest()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.socket.closed) return
    const closed = once(this.socket, "close")
    this.socket.destroy()
    await closed
  }
}

async function shop(
  settings: Parameters<typeof startServer>[0],
  size: number,
): Promise<{ server: TestServer; film: Film; link: string }> {
  const server = await startServer({ gateway: true, ...settings })
  const film = makeFilm(size)
  const movieId = await upload(await connectAdmin(server), film)
  const { link } = await linkTo(server, await connectMember(server), movieId)
  return { server, film, link }
}

function recordOf(server: TestServer): Promise<DownloadRecord | undefined> {
  return server.running.app.database.run(() => DownloadRecord.first({ id: 1 }))
}

for (const sendfile of [true, false]) {
  test(`a connection goes on after a film, also where requests come before it is through, ${sendfile ? "by the system" : "through memory"}`, async () => {
    const { server, film, link } = await shop({ sendfile }, 2_000_000)
    await using _ = server
    await using http = new Http(server)
    http.get(link)
    http.get(link, "bytes=5-9")
    http.get(link, "bytes=0-9,100-109")
    http.get(`${server.url}/healthz`)
    http.get(link, "bytes=1000000-")
    const whole = await http.head()
    assert.deepEqual(whole, { status: 200, length: 2_000_000 })
    assert.ok((await http.bytes(whole.length)).equals(film.bytes))
    assert.equal((await http.head()).status, 206)
    assert.ok((await http.bytes(5)).equals(film.bytes.subarray(5, 10)))
    const several = await http.head()
    assert.ok((await http.bytes(several.length)).includes(film.bytes.subarray(100, 110)))
    const health = await http.head()
    assert.equal(health.status, 200)
    await http.bytes(health.length)
    assert.equal((await http.head()).length, 1_000_000)
    assert.ok((await http.bytes(1_000_000)).equals(film.bytes.subarray(1_000_000)))
    http.get(link, "bytes=0-0", "connection: close\r\n")
    await http.head()
    assert.deepEqual(await http.end(), film.bytes.subarray(0, 1))
  })
}

test("a client that goes away in the middle leaves a free slot, and a record of what it took", async () => {
  const { server, link } = await shop({ downloadSlots: 1, slotLingerS: 0.1 }, 30_000_000)
  await using _ = server
  const http = new Http(server)
  http.get(link)
  await http.head()
  await http.bytes(100_000)
  http.socket.resetAndDestroy()
  const { slots } = server.running.app
  await until("its slot is free", () => slots.counts.slots === 0)
  await until("it is on record", async () => ((await recordOf(server))?.bytes ?? 0) > 0)
  assert.ok(((await recordOf(server))?.bytes ?? 0) < 30_000_000)
  assert.equal((await fetch(link, { headers: { range: "bytes=0-9" } })).status, 206)
})

test("a client that takes nothing is cut after writeStallS", async () => {
  const { server, link } = await shop({ writeStallS: 0.5, downloadSlots: 1, slotLingerS: 0 }, 30_000_000)
  await using _ = server
  await using http = new Http(server)
  http.get(link)
  await http.head()
  http.socket.pause()
  const { slots } = server.running.app
  await until("its slot is free", () => slots.counts.slots === 0)
})

test("an address keeps its slot for a moment, and waits for its turn after that", async () => {
  await using server = await startServer({ gateway: true, downloadSlots: 1, slotLingerS: 60 })
  const movieId = await upload(await connectAdmin(server), makeFilm(1000))
  const one = await connectMember(server, "one")
  const first = await linkTo(server, one, movieId)
  const { slots } = server.running.app
  assert.equal(slots.counts.slots, 1)
  const two = await connectMember(server, "two")
  const headers = { authorization: `Bearer ${two.session}` }
  const waiting = fetch(`${server.url}/films/${movieId}/file`, { headers })
  await until("it waits", () => slots.counts.places === 1)
  assert.equal((await fetch(first.link)).status, 200)
  await one.ok({ type: "delivered", download_id: first.downloadId })
  assert.equal((await waiting).status, 200)
})

test("where the line is full it says when to come again", async () => {
  await using server = await startServer({ gateway: true, downloadSlots: 1, slotLingerS: 60, queueMost: 0 })
  const movieId = await upload(await connectAdmin(server), makeFilm(1000))
  await linkTo(server, await connectMember(server, "one"), movieId)
  const { session } = await connectMember(server, "two")
  const headers = { authorization: `Bearer ${session}` }
  const answer = await fetch(`${server.url}/films/${movieId}/file`, { headers })
  assert.deepEqual([answer.status, answer.headers.get("retry-after")], [503, "10"])
})

test("the wait of who is no VIP counts from the download's begin, not from each range", async () => {
  const { server, link } = await shop({ downloadWaitS: 2 }, 1000)
  await using _ = server
  const startMs = performance.now()
  assert.equal((await (await fetch(link, { headers: { range: "bytes=0-9" } })).arrayBuffer()).byteLength, 10)
  const firstMs = performance.now() - startMs
  assert.ok(firstMs > 500, `${firstMs} ms`)
  for (let range = 0; range < 5; range++)
    await (await fetch(link, { headers: { range: "bytes=0-9" } })).arrayBuffer()
  const othersMs = performance.now() - startMs - firstMs
  assert.ok(othersMs < 9000, `${othersMs} ms, where five waits would take 10 s`)
})

test("a person's rate holds for all their connections together", async () => {
  const { server, link } = await shop({ downloadBytesPerS: 100_000 }, 100_000)
  await using _ = server
  const startMs = performance.now()
  await Promise.all(
    [1, 2, 3, 4].map(async () => (await fetch(link, { headers: { range: "bytes=0-49999" } })).arrayBuffer()),
  )
  const tookMs = performance.now() - startMs
  assert.ok(tookMs > 1500, `${tookMs} ms`)
})

test("whatever comes behind a film, nothing else comes within it", async () => {
  const { server, film, link } = await shop({ downloadBytesPerS: 1_000_000 }, 500_000)
  await using _ = server
  const upgrade =
    "connection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
  for (const [behind, isWhole] of [
    ["no request\r\n\r\n", false],
    [`GET /ws HTTP/1.1\r\nhost: x\r\n${upgrade}\r\n`, true],
  ] as const) {
    await using http = new Http(server)
    http.get(link, "bytes=0-399999")
    const { length } = await http.head()
    const begin = await http.bytes(1000)
    http.say(behind)
    const rest = isWhole ? await http.bytes(length - 1000) : await http.end()
    const taken = Buffer.concat([begin, rest])
    assert.ok(taken.equals(film.bytes.subarray(0, taken.length)), behind)
    if (isWhole) assert.equal((await http.head()).status, 404)
  }
})

test("requests wait behind a film in numbers, and too many of them end the connection", async () => {
  const { server, link } = await shop({ downloadBytesPerS: 1_000_000, requestsPerMinute: 0 }, 500_000)
  await using _ = server
  const warnings: Error[] = []
  const warn = (warning: Error): void => void warnings.push(warning)
  process.on("warning", warn)
  await using patient = new Http(server)
  patient.get(link)
  for (let request = 0; request < 40; request++) patient.get(link, "bytes=0-0")
  await patient.bytes((await patient.head()).length)
  for (let request = 0; request < 40; request++) await patient.bytes((await patient.head()).length)
  await using flood = new Http(server)
  for (let request = 0; request < 1000; request++) flood.get(link)
  await flood.end()
  process.off("warning", warn)
  assert.deepEqual(warnings, [])
  await until("nothing of it is under way", () => server.running.app.pacer.size === 0)
})

test("a film that was taken whole gives its slot back at once, and one of which a part was taken keeps it for a moment", async () => {
  await using server = await startServer({ gateway: true, downloadSlots: 1, slotLingerS: 60 })
  const movieId = await upload(await connectAdmin(server), makeFilm(30_000_000))
  const { session } = await connectMember(server)
  const { slots } = server.running.app
  await using player = new Http(server)
  const address = `${server.url}/films/${movieId}/file`
  player.get(address, "bytes=0-", `authorization: Bearer ${session}\r\n`)
  await player.head()
  await player.bytes(1_000_000)
  player.socket.resetAndDestroy()
  await until("its place in the film is left", async () => ((await recordOf(server))?.bytes ?? 0) > 0)
  assert.equal(slots.counts.slots, 1)
  const headers = { authorization: `Bearer ${session}` }
  assert.equal((await (await fetch(address, { headers })).arrayBuffer()).byteLength, 30_000_000)
  await until("its slot is free", () => slots.counts.slots === 0)
})

test("ranges of one download that wait for their turn share the slot that one of them gets", async () => {
  const settings = { downloadSlots: 2, slotLingerS: 0, downloadBytesPerS: 100_000 }
  const { server, link } = await shop(settings, 5_000_000)
  await using _ = server
  const get = (address: string): Http => {
    const http = new Http(server)
    http.get(address)
    return http
  }
  const busy: Http[] = []
  for (const name of ["one", "two"]) {
    const http = get((await linkTo(server, await connectMember(server, name), 1)).link)
    await http.head()
    busy.push(http)
  }
  const ranges = [get(link), get(link), get(link)]
  const { slots } = server.running.app
  await until("all of them wait", () => slots.counts.places === 3)
  busy[0]?.socket.destroy()
  for (const http of ranges) await http.bytes(1000)
  assert.deepEqual(slots.counts, { slots: 2, places: 0 })
  for (const { socket } of [...busy, ...ranges]) socket.destroy()
  await until("their slots are free", () => slots.counts.slots === 0)
})

test("a client of HTTP/1.0 gets a film, and the end of the connection after it unless it wants to keep that", async () => {
  const { server, film, link } = await shop({}, 500_000)
  await using _ = server
  const { pathname, search } = new URL(link)
  await using http = new Http(server)
  const ask = (more: string): void => http.say(`GET ${pathname}${search} HTTP/1.0\r\n${more}\r\n`)
  ask("connection: keep-alive\r\n")
  assert.ok((await http.bytes((await http.head()).length)).equals(film.bytes))
  ask("")
  await http.head()
  assert.ok((await http.end()).equals(film.bytes))
})

test("over TLS it is the same, film after film on one connection", async () => {
  await using server = await startTlsServer({ gateway: true })
  const film = makeFilm(3_000_000)
  const movieId = await upload(await connectAdmin(server), film)
  const headers = { authorization: `Bearer ${(await connectMember(server)).session}` }
  const agent = new Agent({ keepAlive: true, maxSockets: 1, rejectUnauthorized: false })
  for (let round = 0; round < 2; round++) {
    const asked = getByTls(`${server.url}/films/${movieId}/file`, { agent, headers })
    const [answer]: IncomingMessage[] = await once(asked, "response")
    assert.ok(answer !== undefined && asked.reusedSocket === round > 0)
    assert.ok((await buffer(answer)).equals(film.bytes))
  }
  agent.destroy()
})

test("a stopping server waits for a film, says so meanwhile, and doesn't wait for the connection that brought it", async () => {
  const { server, film, link } = await shop({ drainS: 30, downloadBytesPerS: 1_000_000 }, 500_000)
  await using http = new Http(server)
  http.get(link)
  await http.head()
  const begin = await http.bytes(10)
  const startMs = performance.now()
  const stopped = server[Symbol.asyncDispose]()
  const ready = await fetch(`${server.url}/readyz`, { headers: { connection: "close" } })
  assert.deepEqual([ready.status, await ready.json()], [503, { ready: false, lacking: ["stopping"] }])
  await stopped
  assert.ok(performance.now() - startMs < 10_000)
  assert.ok(Buffer.concat([begin, await http.end()]).equals(film.bytes))
})

test("a stopping server lets a film finish within the drain time, and then cuts it", async () => {
  const { server, link } = await shop({ drainS: 1, downloadBytesPerS: 200_000 }, 1_000_000)
  const webSocket = new WebSocket(`${server.url.replace("http", "ws")}/ws`)
  await once(webSocket, "open")
  const told = once(webSocket, "close")
  await using http = new Http(server)
  http.get(link)
  const { length } = await http.head()
  await http.bytes(10)
  await server[Symbol.asyncDispose]()
  const [{ code }] = await told
  assert.equal(code, 1001, "a WebSocket is told, and not cut with the film")
  const rest = await http.end()
  assert.ok(rest.length > 0 && rest.length < length - 10)
})
