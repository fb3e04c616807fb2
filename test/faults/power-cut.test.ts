import assert from "node:assert/strict"
import { open, readdir } from "node:fs/promises"
import { join } from "node:path"
import { test } from "node:test"
import { setTimeout as delay } from "node:timers/promises"
import { FaultLibrary } from "../kit/fault-library.ts"
import { numberedFilm } from "../kit/numbered-films.ts"
import { logIn } from "../kit/people.ts"
import { type PowerDisk, powerDisk } from "../kit/power-disk.ts"
import type { ServerProcess } from "../kit/process.ts"
import { randomNumbers } from "../kit/random.ts"
import { sabotaged } from "../kit/sabotage/sabotaged.ts"
import { scaled } from "../kit/scale.ts"
import { temporaryFolder } from "../kit/temporary-folder.ts"
import { until } from "../kit/until.ts"
import { uploadFilms } from "../kit/upload-films.ts"
import { beginInPieces, sendPiece } from "../kit/upload-in-pieces.ts"

const diskBytes = 512 * 1024 * 1024
const timeout = scaled(120_000, 1_800_000)
const needs = "needs leave to make and mount an ext4 file system"

/** The number of a film that has more than three pieces. */
const manyPieces = 11

async function syncFile(path: string): Promise<void> {
  const file = await open(path, "r+")
  await file.sync().finally(() => file.close())
}

/** Uploads films by several clients until they are done or the server fails them. */
function uploading(
  library: FaultLibrary,
  server: ServerProcess,
  numbers: readonly number[],
  clients: number,
): Promise<unknown> {
  const shares = Array.from({ length: clients }, (_, client) =>
    numbers.filter((_, at) => at % clients === client),
  )
  return Promise.allSettled(
    shares.map((share) => uploadFilms(() => server.connect(), share, library.acknowledge)),
  )
}

test("after power cuts in the middle of uploads no film is corrupt, none lost that was acknowledged, no file left over", {
  timeout,
}, async (t) => {
  await using disk = await powerDisk(diskBytes)
  if (disk === undefined) return t.skip(needs)
  const library = new FaultLibrary(
    { dataDir: disk.path, uploadsDir: `${disk.path}/uploads` },
    sabotaged("another-boot"),
  )
  const random = randomNumbers(11)
  let first = 0
  for (let cuts = 0; cuts < scaled(3, 50); cuts++) {
    await using server = await library.start()
    const numbers = Array.from({ length: 16 }, (_, at) => first + at)
    const uploads = uploading(library, server, numbers, 4)
    const enough = library.acknowledged.size + random(8)
    await until("some films", () => library.acknowledged.size >= enough)
    await delay(random(20))
    await disk.cut()
    server.child.kill("SIGKILL")
    await Promise.all([uploads, server.ended()])
    await disk.plugIn()
    first += 8
  }
  await using server = await library.start()
  await library.audit(server, { anew: true })
})

test("a film that was just acknowledged outlives a power cut even where its row lies on another disk", {
  timeout,
}, async (t) => {
  await using disk = await powerDisk(diskBytes)
  if (disk === undefined) return t.skip(needs)
  await using other = await temporaryFolder()
  const library = new FaultLibrary(
    { dataDir: other.path, uploadsDir: `${disk.path}/uploads` },
    sabotaged("another-boot"),
  )
  for (let cuts = 0; cuts < scaled(2, 10); cuts++) {
    await using server = await library.start()
    await uploadFilms(() => server.connect(), [cuts], library.acknowledge)
    await disk.cut()
    server.child.kill("SIGKILL")
    await server.ended()
    await disk.plugIn()
  }
  await using server = await library.start()
  assert.equal(library.acknowledged.size, scaled(2, 10))
  await library.audit(server, { anew: true })
})

/** Uploads pieces, has their disk forget them but not what was noted of them, and goes on with a server that is started anew. */
async function losePieces(disk: PowerDisk, env: Readonly<Record<string, string>>): Promise<void> {
  const library = new FaultLibrary({ dataDir: disk.path, uploadsDir: `${disk.path}/uploads` }, env)
  await using server = await library.start()
  await using admin = await server.connect()
  await logIn(admin, "admin", "admin")
  const begun = await beginInPieces(admin, numberedFilm(manyPieces))
  for (const piece of [0, 1, 2]) await sendPiece(admin, begun, piece)
  // What a system may do at any time: the notes are on the disk, and the bytes that they speak of aren't.
  const unfinished = join(disk.path, "uploads/unfinished")
  const notes = (await readdir(unfinished)).filter((name) => name.endsWith(".pieces"))
  assert.equal(notes.length, 1)
  for (const name of notes) await syncFile(join(unfinished, name))
  await disk.cut()
  server.child.kill("SIGKILL")
  await server.ended()
  await disk.plugIn()
  await using next = await library.start()
  await uploadFilms(() => next.connect(), [manyPieces], library.acknowledge)
  await library.audit(next)
}

test("pieces that were noted and never reached the disk before a power cut are sent again", {
  timeout,
}, async (t) => {
  await using disk = await powerDisk(diskBytes)
  if (disk === undefined) return t.skip(needs)
  await losePieces(disk, sabotaged("another-boot"))
})

test("pieces that were noted and never reached a disk that went away under the running machine are sent again", {
  timeout,
}, async (t) => {
  await using disk = await powerDisk(diskBytes)
  if (disk === undefined) return t.skip(needs)
  await losePieces(disk, sabotaged())
})
