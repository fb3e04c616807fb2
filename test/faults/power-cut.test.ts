import assert from "node:assert/strict"
import { test } from "node:test"
import { setTimeout as delay } from "node:timers/promises"
import { FaultLibrary } from "../kit/fault-library.ts"
import { powerDisk } from "../kit/power-disk.ts"
import type { ServerProcess } from "../kit/process.ts"
import { randomNumbers } from "../kit/random.ts"
import { sabotaged } from "../kit/sabotage/sabotaged.ts"
import { scaled } from "../kit/scale.ts"
import { temporaryFolder } from "../kit/temporary-folder.ts"
import { until } from "../kit/until.ts"
import { uploadFilms } from "../kit/upload-films.ts"

const diskBytes = 512 * 1024 * 1024
const needs = "needs leave to make and mount an ext4 file system"

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

test("after power cuts in the middle of uploads no film is corrupt, none lost that was acknowledged, no file left over", async (t) => {
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

test("a film that was just acknowledged outlives a power cut even where its row lies on another disk", async (t) => {
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
