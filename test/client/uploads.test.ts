import assert from "node:assert/strict"
import { appendFile, open, truncate, utimes, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { test } from "node:test"
import { blake3 } from "@napi-rs/blake-hash"
import { prehash } from "../../client/prehash.ts"
import { Refused } from "../../client/refused.ts"
import { connect } from "../../client/remote.ts"
import { FilmFile } from "../../client/transfer/film-file.ts"
import type { UploadedFilm } from "../../client/transfer/film-upload.ts"
import { RateLimit } from "../../client/transfer/rate-limit.ts"
import { type UploadOptions, uploadFilm } from "../../client/transfer/upload-film.ts"
import { Trouble } from "../../client/trouble.ts"
import { tempFolder } from "../kit/cli.ts"
import { makeFilm, sampledMd5Of } from "../kit/films.ts"
import { PieceServer } from "../kit/piece-server.ts"

const KiB = 1024
const pieceBytes = 64 * KiB

/** The content id, written anew from PROTOCOL.md's sentence so that the client's own is tested against it. */
function contentIdOf(bytes: Buffer, size = pieceBytes): string {
  const lines = ["reelwire manifest 1", `size ${bytes.length}`, `piece_size ${size}`]
  for (let at = 0; at < bytes.length; at += size)
    lines.push(blake3(bytes.subarray(at, at + size)).toString("hex"))
  return blake3(`${lines.join("\n")}\n`).toString("hex")
}

/** Uploads bytes, written to a file of their own, to a piece server. */
async function upload(
  server: PieceServer,
  bytes: Buffer,
  options: Partial<UploadOptions> & { readonly opened?: (path: string) => Promise<void> } = {},
): Promise<UploadedFilm> {
  await using folder = await tempFolder()
  const path = join(folder.path, "影片.mp4")
  await writeFile(path, bytes)
  // A file system's clock may not tell two writes apart that follow each other closely.
  await utimes(path, 1, 1)
  await using running = await server.start()
  await using remote = await connect({ host: "127.0.0.1", port: running.port })
  await remote.call("login", { name: "n", password: prehash("secret"), user_type: "admin" })
  const file = await FilmFile.open(path)
  try {
    await options.opened?.(path)
    return await uploadFilm(remote, file, { isFree: true, patienceS: 10, ...options })
  } finally {
    await file.close()
  }
}

/** The code of what a promise rejects with. */
async function codeOf(promise: Promise<unknown>): Promise<unknown> {
  const error = await promise.then(
    () => assert.fail("it was expected to fail"),
    (reason: unknown) => reason,
  )
  return error instanceof Trouble || error instanceof Refused ? error.code : error
}

test("what is no film to upload is told before anything is sent", async () => {
  await using folder = await tempFolder()
  const empty = join(folder.path, "empty")
  await writeFile(empty, "")
  const codes: unknown[] = []
  for (const path of [empty, folder.path, join(folder.path, "nothing")])
    codes.push(await codeOf(FilmFile.open(path)))
  assert.deepEqual(codes, ["EMPTY_FILE", "NOT_A_FILE", "NO_SUCH_FILE"])
})

for (const size of [1, 9, 10, 100, pieceBytes - 1, pieceBytes, pieceBytes + 1, 20 * pieceBytes + 7]) {
  for (const connections of [1, 3]) {
    test(`a file of ${size} bytes arrives as it is over ${connections} connections`, async () => {
      const server = new PieceServer(pieceBytes)
      const { bytes } = makeFilm(size)
      const seen: number[] = []
      const onProgress = (done: number): void => void seen.push(done)
      assert.deepEqual(await upload(server, bytes, { connections, onProgress }), {
        movieId: 77,
        wasThere: false,
      })
      assert.deepEqual(server.bytes, bytes)
      assert.equal(server.count("send_piece"), Math.ceil(size / pieceBytes))
      assert.equal(seen.at(-1), size)
      const begun = server.requests.find(({ type }) => type === "start_upload")
      const said = { file_name: "影片.mp4", film_size: size, file_md5: sampledMd5Of(bytes), is_free: true }
      assert.deepEqual(begun, { type: "start_upload", session: "s", ...said })
      assert.equal(server.requests.at(-1)?.content_id, contentIdOf(bytes))
    })
  }
}

for (const bytesOfPiece of [3 * 1024 * KiB, 20 * 1024 * KiB]) {
  test(`pieces of ${bytesOfPiece} bytes arrive, whether they fit into memory or are read twice`, async () => {
    const server = new PieceServer(bytesOfPiece)
    const { bytes } = makeFilm(3 * bytesOfPiece + 12_345)
    await upload(server, bytes)
    assert.ok(server.bytes.equals(bytes))
  })
}

test("only what the server hasn't got, or has otherwise, is sent", async () => {
  const server = new PieceServer(pieceBytes)
  const { bytes } = makeFilm(10 * pieceBytes)
  const there = [0, 1, 2, 3, 7]
  await codeOf(
    upload(server, bytes.subarray(0), { patienceS: 0, opened: async (path) => appendFile(path, "x") }),
  )
  for (const piece of server.pieces.keys()) if (!there.includes(piece)) server.pieces.delete(piece)
  server.pieces.set(3, Buffer.alloc(pieceBytes))
  server.requests.length = 0
  const seen: number[] = []
  await upload(server, bytes, { onProgress: (done) => seen.push(done) })
  assert.deepEqual(server.sent, [3, 4, 5, 6, 8, 9])
  assert.deepEqual(server.bytes, bytes)
  assert.equal(seen.at(-1), bytes.length)
})

for (const size of [pieceBytes, 8 * 1024 * KiB]) {
  test(`a film that is there in pieces of ${size} bytes is recognised and not sent`, async () => {
    const server = new PieceServer(size)
    const { bytes } = makeFilm(3 * size)
    Object.assign(server, { isHinted: true, storedContentId: contentIdOf(bytes, size) })
    const compared: number[] = []
    const onCompare = (done: number): void => void compared.push(done)
    assert.deepEqual(await upload(server, bytes, { onCompare }), { movieId: 77, wasThere: true })
    assert.equal(server.count("send_piece"), 0)
    assert.equal(compared.at(-1), bytes.length)
  })
}

test("a film that is only hinted at, or wanted again, is sent", async () => {
  for (const again of [false, true]) {
    const server = new PieceServer(pieceBytes)
    const { bytes } = makeFilm(5 * pieceBytes)
    const storedContentId = contentIdOf(again ? bytes : Buffer.alloc(5 * pieceBytes))
    Object.assign(server, { isHinted: true, storedContentId })
    assert.deepEqual(await upload(server, bytes, { again }), { movieId: 77, wasThere: false })
    assert.deepEqual(server.bytes, bytes)
    assert.equal(server.count("send_piece"), 5)
  }
})

test("a piece that arrives damaged is sent again, alone, and not for ever", async () => {
  const { bytes } = makeFilm(6 * pieceBytes)
  let left = 2
  const sometimes = new PieceServer(pieceBytes, {
    arrived: (piece, sent) => (piece === 3 && left-- > 0 ? flipped(sent) : sent),
  })
  await upload(sometimes, bytes)
  assert.deepEqual(sometimes.bytes, bytes)
  assert.deepEqual(sometimes.sent.toSorted(), [0, 1, 2, 3, 3, 3, 4, 5])
  const always = new PieceServer(pieceBytes, {
    arrived: (piece, sent) => (piece === 3 ? flipped(sent) : sent),
  })
  assert.equal(await codeOf(upload(always, bytes)), "WRONG_PIECE")
})

function flipped(bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes)
  copy.writeUInt8(copy.readUInt8(9) ^ 4, 9)
  return copy
}

/** Answers true the first time that it is asked about a message of a type. */
function once(type: string): (request: { readonly type?: unknown }) => boolean {
  let isOver = false
  return (request) => {
    const isNow = !isOver && request.type === type
    isOver ||= isNow
    return isNow
  }
}

for (const type of ["start_upload", "send_piece", "finish_upload"]) {
  for (const again of [false, true]) {
    test(`a lost reply to ${type} costs nothing but time${again ? ", also of a film wanted again" : ""}`, async () => {
      const server = new PieceServer(pieceBytes, { loses: once(type) })
      const { bytes } = makeFilm(8 * pieceBytes)
      assert.deepEqual(await upload(server, bytes, { again }), { movieId: 77, wasThere: false })
      assert.deepEqual(server.bytes, bytes)
      assert.equal(server.finished, 77)
      assert.ok(server.count("send_piece") <= 8 + 3, "what was under way is sent again, and nothing else")
    })
  }
}

for (const code of ["BUSY", "STOPPING", "NOT_LOGGED_IN"]) {
  test(`a piece refused with ${code} is sent again, after a log-in where that is missing`, async () => {
    const isFirst = once("send_piece")
    const server = new PieceServer(pieceBytes, {
      refuses: (request) => (isFirst(request) ? code : undefined),
    })
    const { bytes } = makeFilm(4 * pieceBytes)
    await upload(server, bytes)
    assert.deepEqual(server.bytes, bytes)
    assert.equal(server.count("login"), code === "NOT_LOGGED_IN" ? 2 : 1)
  })
}

test("patience of no seconds gives up with the first lost connection", async () => {
  const server = new PieceServer(pieceBytes, { loses: once("send_piece") })
  assert.equal(await codeOf(upload(server, makeFilm(1000).bytes, { patienceS: 0 })), "CONNECTION_LOST")
})

test("pieces that the server turns out to lack are sent before it finishes", async () => {
  const isFirst = once("finish_upload")
  const server: PieceServer = new PieceServer(pieceBytes, {
    refuses: (request) => {
      if (!isFirst(request)) return undefined
      server.pieces.delete(2)
      return "PIECES_MISSING"
    },
  })
  const { bytes } = makeFilm(4 * pieceBytes)
  await upload(server, bytes)
  assert.deepEqual(server.bytes, bytes)
  assert.deepEqual(server.sent.toSorted(), [0, 1, 2, 2, 3])
})

test("an upload that expired meanwhile begins anew", async () => {
  let pieces = 0
  const server: PieceServer = new PieceServer(pieceBytes, {
    refuses: ({ type }) => {
      if (type !== "send_piece" || ++pieces !== 3) return undefined
      server.pieces.clear()
      return "NO_SUCH_UPLOAD"
    },
  })
  const { bytes } = makeFilm(4 * pieceBytes)
  await upload(server, bytes)
  assert.deepEqual(server.bytes, bytes)
})

test("a file that is written to, grows or shrinks after it was opened is no film any more", async () => {
  const { bytes } = makeFilm(4 * pieceBytes)
  const changes: readonly ((path: string) => Promise<void>)[] = [
    (path) => appendFile(path, "more"),
    (path) => truncate(path, 3 * pieceBytes),
    async (path) => {
      const other = await open(path, "r+")
      await other.write(Buffer.alloc(10), 0, 10, 3 * pieceBytes)
      await other.close()
    },
  ]
  for (const opened of changes) {
    const server = new PieceServer(pieceBytes)
    assert.equal(await codeOf(upload(server, bytes, { opened })), "FILM_CHANGED")
    assert.equal(server.count("finish_upload"), 0)
  }
})

test("an aborted upload throws the reason, and what arrived is kept", async () => {
  const abort = new AbortController()
  const server = new PieceServer(pieceBytes)
  const { bytes } = makeFilm(40 * pieceBytes)
  const onProgress = (done: number): void => {
    if (done > 20 * pieceBytes) abort.abort(new Error("enough"))
  }
  const error = await codeOf(upload(server, bytes, { signal: abort.signal, onProgress }))
  assert.match(String(error), /enough/)
  assert.ok(server.pieces.size >= 10 && server.pieces.size < 40)
  server.requests.length = 0
  const before = server.pieces.size
  await upload(server, bytes)
  assert.deepEqual(server.bytes, bytes)
  assert.ok(server.count("send_piece") <= 40 - before)
})

test("a limit holds over all connections together", async () => {
  const server = new PieceServer(pieceBytes)
  const { bytes } = makeFilm(16 * pieceBytes)
  const startMs = performance.now()
  await upload(server, bytes, { connections: 4, limit: new RateLimit(bytes.length * 2) })
  const tookMs = performance.now() - startMs
  assert.ok(tookMs > 350, `half a second's worth of bytes, save one burst, took ${tookMs} ms`)
  assert.deepEqual(server.bytes, bytes)
})
