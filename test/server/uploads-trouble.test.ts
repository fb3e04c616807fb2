import assert from "node:assert/strict"
import { open } from "node:fs/promises"
import { join } from "node:path"
import { mock, test } from "node:test"
import { Movie } from "../../db/movie.ts"
import { Upload } from "../../db/upload.ts"
import { forEachDatabase } from "../kit/databases.ts"
import { makeFilm } from "../kit/films.ts"
import { connectAdmin, hasBytes, numberIn } from "../kit/people.ts"
import { startServer, type TestServer } from "../kit/server.ts"
import { smallDisk } from "../kit/small-disk.ts"
import { missingPieces, uploadInPieces } from "../kit/upload-in-pieces.ts"
import { filesIn } from "../kit/uploads.ts"

const MiB = 1024 * 1024
const pieceBytes = 65_536
const film = makeFilm(270_000)

function starting({ request }: ReturnType<typeof makeFilm>): object {
  const { file_name, file_size: film_size, file_md5, is_free } = request
  return { type: "start_upload", file_name, film_size, file_md5, is_free }
}

/** Lets the n-th sync of a file fail from now on, and tells how to stop that. */
async function failSync(server: TestServer, nth: number): Promise<() => void> {
  const file = await open(join(server.dataDir, "some-file"), "w")
  const prototype: { sync(): Promise<void> } = Object.getPrototypeOf(file)
  await file.close()
  const real = prototype.sync
  let calls = 0
  const mocked = mock.method(prototype, "sync", function (this: typeof prototype) {
    calls++
    if (calls === nth) return Promise.reject(Object.assign(new Error("i/o error"), { code: "EIO" }))
    return real.call(this)
  })
  return () => mocked.mock.restore()
}

test("an upload that would not fit is refused before its bytes, with what is wanted and what is left", async (t) => {
  await using disk = await smallDisk(2 * MiB)
  if (disk === undefined) return t.skip("needs leave to mount a small disk")
  await using server = await startServer({ uploadsDir: disk.path, pieceBytes, minFreeBytes: 0 })
  const admin = await connectAdmin(server)
  const refusal = await admin.fails("NO_SPACE", starting(makeFilm(3 * MiB)))
  assert.match(refusal.msg, /3145728 bytes wanted, [12]\d{6} left/)
  assert.deepEqual(await filesIn(disk.path), [])
  assert.equal(await server.running.app.database.run(() => Upload.count()), 0)
  const fits = makeFilm(MiB, "fits")
  const upload_id = numberIn(await admin.ok(starting(fits)), "upload_id")
  // Its room is taken before its bytes come.
  await admin.fails("NO_SPACE", starting(makeFilm(MiB + 1, "second")))
  const oneGo = makeFilm(MiB + 1, "third")
  await admin.fails("NO_SPACE", oneGo.request, oneGo.bytes)
  await hasBytes(admin, await uploadInPieces([admin], fits), fits)
  await admin.fails("NO_SUCH_UPLOAD", { type: "drop_upload", upload_id })
})

test("room that is reserved is free again once its upload is dropped", async (t) => {
  await using disk = await smallDisk(2 * MiB)
  if (disk === undefined) return t.skip("needs leave to mount a small disk")
  await using server = await startServer({ uploadsDir: disk.path, pieceBytes, minFreeBytes: 0 })
  const admin = await connectAdmin(server)
  for (let round = 0; round < 3; round++) {
    const started = await admin.ok(starting(makeFilm(1_500_000, `film ${round}`)))
    await admin.ok({ type: "drop_upload", upload_id: started.upload_id })
  }
})

test("an upload longer than the longest film is refused", async () => {
  await using server = await startServer({ pieceBytes, maxFilmBytes: 1000 })
  const admin = await connectAdmin(server)
  await admin.fails("FILM_TOO_LARGE", starting(makeFilm(1001)))
})

forEachDatabase((kit) => {
  // The film itself, then what is known of its pieces.
  for (const nth of [1, 2]) {
    test(`a film whose sync fails (call ${nth}) is abandoned: nothing is listed, and all pieces come again`, async () => {
      await using server = await startServer({ pieceBytes, downloadWaitS: 0 }, kit)
      const admin = await connectAdmin(server)
      const upload_id = numberIn(await admin.ok(starting(film)), "upload_id")
      const restore = await failSync(server, nth)
      const failed = await uploadInPieces([admin], film).then(
        () => "published",
        (error: unknown) => String(error),
      )
      restore()
      assert.match(failed, /INTERNAL/)
      assert.equal(await server.running.app.database.run(() => Movie.count()), 0)
      assert.deepEqual(await missingPieces(admin, upload_id), [0, 1, 2, 3, 4])
      await hasBytes(admin, await uploadInPieces([admin], film), film)
      assert.equal((await filesIn(server.settings.uploadsDir)).length, 2)
    })
  }

  // Of the mark, and of the folder of films.
  for (const nth of [3, 4]) {
    test(`a film whose place can't be made safe (call ${nth}) is not listed, and its upload goes on`, async () => {
      await using server = await startServer({ pieceBytes, downloadWaitS: 0 }, kit)
      const admin = await connectAdmin(server)
      const upload_id = numberIn(await admin.ok(starting(film)), "upload_id")
      const restore = await failSync(server, nth)
      await assert.rejects(uploadInPieces([admin], film), /INTERNAL/)
      restore()
      assert.equal(await server.running.app.database.run(() => Movie.count()), 0)
      assert.deepEqual(await missingPieces(admin, upload_id), [])
      await hasBytes(admin, await uploadInPieces([admin], film), film)
      assert.equal((await filesIn(server.settings.uploadsDir)).length, 2)
    })
  }

  test("a film that comes in one go and whose sync fails leaves nothing", async () => {
    await using server = await startServer({ pieceBytes, downloadWaitS: 0 }, kit)
    const admin = await connectAdmin(server)
    for (const nth of [1, 2, 3, 4]) {
      const restore = await failSync(server, nth)
      await admin.fails("INTERNAL", film.request, film.bytes)
      restore()
      assert.deepEqual(await filesIn(server.settings.uploadsDir), [])
    }
    assert.equal(await server.running.app.database.run(() => Movie.count()), 0)
  })
})
