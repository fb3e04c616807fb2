import assert from "node:assert/strict"
import { buffer } from "node:stream/consumers"
import { test } from "node:test"
import { Refused } from "../../client/refused.ts"
import { connect } from "../../client/remote.ts"
import { ConnectionLost, Trouble } from "../../client/trouble.ts"
import { makeFilm, type UploadRequest } from "../kit/films.ts"
import { vipReply } from "../kit/scripted-replies.ts"
import { startScriptedServer } from "../kit/scripted-server.ts"
import { until } from "../kit/until.ts"

const host = "127.0.0.1"
const MiB = 1024 * 1024

/** An upload's request as the client gives it. */
function requestOf({ request }: { request: UploadRequest }): Omit<UploadRequest, "type"> {
  const { type: _, ...fields } = request
  return fields
}

/** Pieces of zeros, as many as are asked for. */
async function* pieces(count: number, size = 65_536): AsyncGenerator<Buffer> {
  for (let at = 0; at < count; at++) yield Buffer.alloc(size)
}

const announced = { file_name: "f", file_size: 1000 * 65_536, file_md5: "0".repeat(32), is_free: 1 } as const

test("an upload sends exactly the film, and calls made meanwhile wait for their turn", async () => {
  const film = makeFilm(300_000)
  let arrived: Buffer | undefined
  await using server = await startScriptedServer(async (caller) => {
    await caller.request()
    arrived = await caller.bytes(film.bytes.length)
    caller.reply({ movie_id: 5 })
    assert.equal((await caller.request()).type, "buy_vip")
    caller.reply(vipReply)
  })
  await using remote = await connect({ host, port: server.port })
  const seen: number[] = []
  const half = [film.bytes.subarray(0, 200_000), film.bytes.subarray(200_000)]
  const source = (async function* () {
    yield* half
  })()
  const [uploaded, vip] = await Promise.all([
    remote.upload(requestOf(film), source, { onProgress: (bytes) => seen.push(bytes) }),
    remote.call("buy_vip", {}),
  ])
  assert.deepEqual([uploaded.movie_id, vip.is_vip], [5, 1])
  assert.deepEqual(arrived, film.bytes)
  assert.deepEqual(seen, [200_000, 300_000])
})

for (let round = 1; round <= 10; round++) {
  test(`a refusal in the middle of an upload is told though the server closes at once (${round})`, async () => {
    await using server = await startScriptedServer(async (caller) => {
      await caller.request()
      await caller.bytes(round * 10_000)
      caller.reply({ flag: false, code: "FILM_TOO_LARGE", msg: "too large" })
      // Closing with bytes unread makes the system reset the connection.
      caller.socket.end(() => caller.socket.destroy())
    })
    await using remote = await connect({ host, port: server.port })
    await assert.rejects(remote.upload(announced, pieces(1000)), (error: unknown) => {
      assert.ok(error instanceof Refused, String(error))
      assert.equal(error.code, "FILM_TOO_LARGE")
      return true
    })
  })
}

test("a refusal is told while the film's source still makes up its mind", async () => {
  await using server = await startScriptedServer(async (caller) => {
    await caller.request()
    caller.reply({ flag: false, code: "NO_SPACE", msg: "full" })
  })
  await using remote = await connect({ host, port: server.port })
  const never = new Promise<never>(() => undefined)
  const source = (async function* () {
    yield Buffer.alloc(10)
    await never
  })()
  await assert.rejects(remote.upload(announced, source), Refused)
})

test("an upload whose source fails, ends early or goes on too long fails, and its connection is given up", async () => {
  await using server = await startScriptedServer(async (caller) => {
    for (;;) {
      const { type } = await caller.request()
      if (type === "upload_movie") await caller.bytes(announced.file_size)
      caller.reply(vipReply)
    }
  })
  await using remote = await connect({ host, port: server.port })
  const failing = (async function* () {
    yield Buffer.alloc(10)
    throw new Error("the disk is gone")
  })()
  await assert.rejects(remote.upload(announced, failing), /the disk is gone/)
  for (const source of [pieces(999), pieces(1001, 65_537)]) {
    await assert.rejects(
      remote.upload(announced, source),
      (error: unknown) => error instanceof Trouble && error.code === "FILM_CHANGED",
    )
  }
  assert.equal((await remote.call("buy_vip", {})).is_vip, 1)
  assert.equal(server.connections(), 4)
})

test("an upload is not repeated by itself when the connection drops", async () => {
  await using server = await startScriptedServer(async (caller) => {
    await caller.request()
    await caller.bytes(100_000)
    caller.socket.resetAndDestroy()
  })
  await using remote = await connect({ host, port: server.port })
  await assert.rejects(remote.upload(announced, pieces(1000)), ConnectionLost)
  assert.equal(server.connections(), 1)
})

test("an aborted upload throws the reason and leaves the server with too few bytes", async () => {
  const broken = Promise.withResolvers<void>()
  await using server = await startScriptedServer(async (caller) => {
    caller.socket.on("close", () => broken.resolve())
    await caller.request()
    await caller.bytes(announced.file_size)
    assert.fail("the film must not arrive")
  })
  await using remote = await connect({ host, port: server.port })
  const abort = new AbortController()
  const onProgress = (bytes: number): void => {
    if (bytes > MiB) abort.abort(new Error("enough"))
  }
  const upload = remote.upload(announced, pieces(1000), { signal: abort.signal, onProgress })
  await assert.rejects(upload, /enough/)
  await broken.promise
})

const offered = {
  file_name: "f",
  file_md5: "0".repeat(32),
  wait_time: 0,
  price_fen: 0,
  download_id: 1,
  film_size: 1,
  content_id: null,
}

test("a download gives exactly the film's bytes, and the reply after it is read as one", async () => {
  const { bytes } = makeFilm(500_000)
  await using server = await startScriptedServer(async (caller) => {
    await caller.request()
    caller.reply({ ...offered, file_size: bytes.length })
    for (let at = 0; at < bytes.length; at += 7919) caller.send(bytes.subarray(at, at + 7919))
    await caller.request()
    caller.reply(vipReply)
  })
  await using remote = await connect({ host, port: server.port })
  const seen: number[] = []
  const { reply, film } = await remote.download({ movie_id: 1 }, { onProgress: (done) => seen.push(done) })
  const vip = remote.call("buy_vip", {})
  assert.equal(reply.file_size, bytes.length)
  assert.deepEqual(await buffer(film), bytes)
  assert.equal(seen.at(-1), bytes.length)
  assert.equal((await vip).is_vip, 1)
})

test("bytes that somebody has stay as they are, whatever arrives after them on the same connection", async () => {
  const { bytes } = makeFilm(6 * MiB)
  await using server = await startScriptedServer(async (caller) => {
    for (let at = 0; at < 2; at++) {
      await caller.request()
      caller.reply({ ...offered, file_size: bytes.length })
      caller.send(at === 0 ? bytes : Buffer.alloc(bytes.length))
    }
  })
  await using remote = await connect({ host, port: server.port })
  const kept: Buffer[] = []
  for await (const chunk of (await remote.download({ movie_id: 1 })).film) kept.push(chunk)
  const again = await remote.download({ movie_id: 1 })
  while ((await again.borrow(100_000)).length > 0);
  assert.ok(Buffer.concat(kept).equals(bytes))
})

test("a film of no bytes ends at once", async () => {
  await using server = await startScriptedServer(async (caller) => {
    for (;;) {
      await caller.request()
      caller.reply({ ...offered, file_size: 0, ...vipReply })
    }
  })
  await using remote = await connect({ host, port: server.port })
  const { film } = await remote.download({ movie_id: 1 })
  assert.equal((await buffer(film)).length, 0)
  assert.equal((await remote.call("buy_vip", {})).is_vip, 1)
})

test("whoever reads a film slowly holds the server up, not memory", async () => {
  const size = 256 * MiB
  let sent = 0
  await using server = await startScriptedServer(async (caller) => {
    await caller.request()
    caller.reply({ ...offered, file_size: size })
    const block = Buffer.alloc(MiB)
    for (; sent < size; sent += block.length) {
      if (!caller.socket.write(block)) await new Promise((resolve) => caller.socket.once("drain", resolve))
    }
  })
  await using remote = await connect({ host, port: server.port })
  const { film } = await remote.download({ movie_id: 1 })
  const iterator = film[Symbol.asyncIterator]()
  await iterator.next()
  // What the two systems hold is all that can be on its way: the sending has to come to a stop.
  let before = -1
  await until("the server has to wait", () => {
    const isStill = sent > 0 && sent === before
    before = sent
    return isStill
  })
  assert.ok(sent < 64 * MiB, `${sent} bytes were sent though one piece was read`)
  let received = 0
  for await (const bytes of film) received += bytes.length
  assert.ok(received > size - MiB, `${received} bytes arrived`)
})

test("a film that stops in the middle is a lost connection", async () => {
  await using server = await startScriptedServer(async (caller) => {
    await caller.request()
    caller.reply({ ...offered, file_size: 100_000 })
    caller.send(Buffer.alloc(50_000))
    caller.socket.end()
  })
  await using remote = await connect({ host, port: server.port })
  const { film } = await remote.download({ movie_id: 1 })
  await assert.rejects(buffer(film), ConnectionLost)
})

test("a download that is aborted, left or cancelled gives its connection up and nothing else", async () => {
  await using server = await startScriptedServer(async (caller) => {
    for (;;) {
      const { type } = await caller.request()
      caller.reply({ ...offered, file_size: 100 * MiB, ...vipReply })
      if (type === "download_movie") caller.send(Buffer.alloc(MiB))
    }
  })
  await using remote = await connect({ host, port: server.port })
  const abort = new AbortController()
  const aborted = await remote.download({ movie_id: 1 }, { signal: abort.signal })
  const reading = buffer(aborted.film)
  abort.abort(new Error("enough"))
  await assert.rejects(reading, /enough/)
  const left = await remote.download({ movie_id: 1 })
  for await (const bytes of left.film) if (bytes.length > 0) break
  const cancelled = await remote.download({ movie_id: 1 })
  cancelled.cancel()
  assert.equal((await remote.call("buy_vip", {})).is_vip, 1)
  assert.equal(server.connections(), 4)
})

test("the wait that the server announced does not count as silence", async () => {
  await using server = await startScriptedServer(async (caller) => {
    await caller.request()
    caller.reply({ ...offered, file_size: 3, wait_time: 5 })
    await new Promise((resolve) => setTimeout(resolve, 200))
    caller.send(Buffer.from("abc"))
  })
  await using remote = await connect({ host, port: server.port, quietMs: 50 })
  const { film } = await remote.download({ movie_id: 1 })
  assert.equal((await buffer(film)).toString(), "abc")
})

test("a film is asked for no more than was announced, and its reply may come before its source ends", async () => {
  await using server = await startScriptedServer(async (caller) => {
    for (;;) {
      const { type } = await caller.request()
      if (type === "upload_movie") await caller.bytes(10)
      caller.reply({ movie_id: 1, ...vipReply })
    }
  })
  await using remote = await connect({ host, port: server.port })
  const endless = (async function* () {
    for (;;) yield Buffer.alloc(5)
  })()
  for (let round = 0; round < 20; round++) {
    const upload = remote.upload({ ...announced, file_size: 10 }, pieces(2, 5))
    await Promise.all([upload, remote.call("buy_vip", {})])
  }
  await remote.upload({ ...announced, file_size: 10 }, endless)
  assert.equal(server.connections(), 1)
})
