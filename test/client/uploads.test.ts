import assert from "node:assert/strict"
import { appendFile, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { test } from "node:test"
import { blake3 } from "@napi-rs/blake-hash"
import { prehash } from "../../client/prehash.ts"
import { Refused } from "../../client/refused.ts"
import { connect } from "../../client/remote.ts"
import { FilmFile } from "../../client/transfer/film-file.ts"
import { type UploadedFilm, type UploadOptions, uploadFilm } from "../../client/transfer/upload-film.ts"
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
