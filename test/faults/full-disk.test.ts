import assert from "node:assert/strict"
import { rm, statfs, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { type TestContext, test } from "node:test"
import { FaultLibrary } from "../kit/fault-library.ts"
import { numberedFilm } from "../kit/numbered-films.ts"
import { encode, type Peer } from "../kit/peer.ts"
import { logIn, numberIn } from "../kit/people.ts"
import { powerDisk } from "../kit/power-disk.ts"
import type { ServerProcess } from "../kit/process.ts"
import { sabotaged } from "../kit/sabotage/sabotaged.ts"
import { smallDisk } from "../kit/small-disk.ts"
import { temporaryFolder } from "../kit/temporary-folder.ts"
import { until } from "../kit/until.ts"
import { uploadFilms } from "../kit/upload-films.ts"
import { beginInPieces, sendPiece, uploadInPieces } from "../kit/upload-in-pieces.ts"
import { bytesIn } from "../kit/uploads.ts"

/** The numbers of films with more than four pieces. */
const [first, second] = [numberedFilm(11), numberedFilm(25)]

/** A library on a small disk, what others do with the disk's room, and an admin. */
type Small = {
  readonly library: FaultLibrary
  readonly server: ServerProcess
  readonly admin: Peer
  readonly uploadsDir: string
  /** Somebody else takes all room that is left. */
  fill(): Promise<void>
  /** And gives it back. */
  free(): Promise<void>
}

/** Runs a check on a small disk, and then holds the library to its promises, by the next server too. */
async function onSmallDisk(
  t: TestContext,
  check: (small: Small) => Promise<void>,
  { env = {}, isDatabaseThere = false, make = smallDisk } = {},
): Promise<void> {
  await using disk = await make(16 * 1024 * 1024)
  if (disk === undefined) return t.skip("needs leave to mount a small disk")
  await using folder = await temporaryFolder()
  const uploadsDir = join(disk.path, "uploads")
  const place = { dataDir: isDatabaseThere ? disk.path : folder.path, uploadsDir }
  const library = new FaultLibrary(place, { ...sabotaged(), ...env })
  const filler = join(disk.path, "somebody-else")
  const free = (): Promise<void> => rm(filler, { force: true })
  const fill = async (): Promise<void> => {
    const { bavail, bsize } = await statfs(disk.path)
    // A file system keeps some of it for itself.
    await writeFile(filler, Buffer.alloc(bavail * bsize)).catch(() => undefined)
  }
  {
    await using server = await library.start()
    await using admin = await server.connect()
    await logIn(admin, "admin", "admin")
    await check({ library, server, admin, uploadsDir, fill, free })
    await free()
    // Even and odd: by upload_movie, and piece by piece.
    await uploadFilms(() => server.connect(), [102, 103], library.acknowledge)
    await library.audit(server, { anew: true })
  }
  await using _next = await library.start()
}

test("a disk that somebody else fills in the middle of upload_movie is a clear failure, and nothing is left of it", (t) =>
  onSmallDisk(t, async ({ admin, uploadsDir, fill }) => {
    const announced = encode({ ...first.request, session: admin.session })
    await admin.send(Buffer.concat([announced, first.bytes.subarray(0, 100_000)]))
    await until("some of it is on the disk", async () => (await bytesIn(uploadsDir)) === 100_000)
    await fill()
    await admin.send(first.bytes.subarray(100_000))
    assert.equal((await admin.reply()).code, "NO_SPACE")
    assert.equal(await bytesIn(uploadsDir), 0)
  }))

test("room that was reserved for an upload in pieces stays its own when somebody else fills the disk", (t) =>
  onSmallDisk(
    t,
    async ({ library, admin, fill }) => {
      const begun = await beginInPieces(admin, first)
      await sendPiece(admin, begun, 0)
      await fill()
      await admin.fails("NO_SPACE", second.request, second.bytes)
      library.acknowledge(first.number, await uploadInPieces([admin], first))
    },
    // In memory the server doesn't reserve.
    { make: powerDisk },
  ))

test("where room can't be reserved, a full disk refuses a piece clearly, and the upload goes on when there is room", (t) =>
  onSmallDisk(
    t,
    async ({ library, admin, fill, free }) => {
      const begun = await beginInPieces(admin, first)
      await sendPiece(admin, begun, 0)
      await fill()
      await assert.rejects(sendPiece(admin, begun, 1), /NO_SPACE/)
      await admin.fails("NO_SPACE", { ...second.request }, second.bytes)
      const { upload_id } = begun
      const { verified } = await admin.ok({ type: "check_upload", upload_id })
      assert.equal(verified, 1)
      await free()
      library.acknowledge(first.number, await uploadInPieces([admin], first))
    },
    { env: sabotaged("no-reservation") },
  ))

test("a full disk under films and database is a clear failure of either way to upload, and none of the library's", (t) =>
  onSmallDisk(
    t,
    async ({ library, server, admin, fill }) => {
      library.acknowledge(first.number, numberIn(await admin.ok(first.request, first.bytes), "movie_id"))
      const begun = await beginInPieces(admin, second)
      for (let piece = 0; piece < 5; piece++) await sendPiece(admin, begun, piece).catch(() => undefined)
      await fill()
      const { upload_id } = begun
      const finished = await admin.ask({ type: "finish_upload", upload_id })
      if (finished.code === 0) library.acknowledge(second.number, numberIn(finished, "movie_id"))
      else assert.ok(["INTERNAL", "NO_SPACE"].includes(String(finished.code)), JSON.stringify(finished))
      await admin.fails("NO_SPACE", { ...first.request }, first.bytes)
      assert.equal(server.child.exitCode, null)
    },
    { isDatabaseThere: true },
  ))
