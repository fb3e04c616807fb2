import assert from "node:assert/strict"
import { readdir } from "node:fs/promises"
import { join } from "node:path"
import { test } from "node:test"
import { setTimeout as delay } from "node:timers/promises"
import { FaultLibrary } from "../kit/fault-library.ts"
import { isLong } from "../kit/numbered-films.ts"
import { type Program, run, type ServerProcess } from "../kit/process.ts"
import { randomNumbers } from "../kit/random.ts"
import { sabotaged } from "../kit/sabotage/sabotaged.ts"
import { scaled } from "../kit/scale.ts"
import { temporaryFolder } from "../kit/temporary-folder.ts"
import { until } from "../kit/until.ts"
import { filesIn } from "../kit/uploads.ts"

const films = scaled(48, 1000)
const kills = scaled(6, 100)
const timeout = scaled(120_000, 1_800_000)
const clients = 3
/** Films that are begun for each kill; those that it interrupts are begun again. */
const filmsAtOnce = Math.ceil(films / kills)

/** Starts clients that share some films out; what they printed is all that anybody knows of them when they are killed. */
function startClients(server: ServerProcess, folder: string, numbers: readonly number[]): Program[] {
  return Array.from({ length: clients }, (_, client) => {
    const share = numbers.filter((_, at) => at % clients === client).map(String)
    return run("test/kit/upload-program.ts", [String(server.port), folder, ...share])
  })
}

/** The numbers and ids of the films that clients were told are in the library. */
function acknowledgedTo(programs: readonly Program[]): [number, number][] {
  return programs.flatMap((program) =>
    [...program.stdout().matchAll(/^acknowledged (\d+) (\d+)$/gm)].map(([, number, id]): [number, number] => [
      Number(number),
      Number(id),
    ]),
  )
}

/** Whether one of the longer films is on its way from a client. */
function isLongUnderWay(programs: readonly Program[]): boolean {
  return programs.some((program) => {
    const [, number] = /begins (\d+)\n$/.exec(program.stdout()) ?? []
    return number !== undefined && isLong(Number(number))
  })
}

/** Answers when a server is done with whatever its clients began, those too that are gone. */
async function nothingUnderWay(uploadsDir: string): Promise<void> {
  await until("empty part folders", async () => {
    const parts = (await readdir(uploadsDir)).filter((entry) => entry.startsWith("part."))
    const files = await Promise.all(parts.map((part) => filesIn(join(uploadsDir, part))))
    return files.flat().length === 0
  })
}

test("after kills of servers and clients no film is corrupt, none lost that was acknowledged, no file left over", {
  timeout,
}, async () => {
  await using folder = await temporaryFolder()
  const uploadsDir = join(folder.path, "uploads")
  const library = new FaultLibrary({ dataDir: folder.path, uploadsDir }, sabotaged())
  await using servers = new AsyncDisposableStack()
  const random = randomNumbers(5)
  let left = Array.from({ length: films }, (_, number) => number)
  let server = servers.use(await library.start())
  for (let killed = 0; left.length > 0; ) {
    const programs = startClients(server, folder.path, left.slice(0, filmsAtOnce))
    let isServerKill = false
    if (killed < kills) {
      const enough = 1 + random(Math.ceil(filmsAtOnce / 2))
      const isEnough = (): boolean => acknowledgedTo(programs).length >= enough
      // Half of them wait for a moment at which a film can be caught half-way.
      const isHalfWay = (): boolean => killed % 4 < 2 && isLongUnderWay(programs)
      await until("some films", () => isEnough() || isHalfWay())
      await delay(random(isHalfWay() ? 5 : 15))
      isServerKill = killed % 2 === 0
      const running = programs.filter(({ child }) => child.exitCode === null)
      const victim = isServerKill ? server : running[random(running.length)]
      if (victim?.child.kill("SIGKILL")) killed++
    }
    const ends = await Promise.all(programs.map((program) => program.ended()))
    if (!isServerKill) {
      const failed = ends.filter(({ code }) => code !== 0 && code !== null)
      assert.deepEqual(failed, [], "a living server takes every film")
    }
    for (const [number, id] of acknowledgedTo(programs)) library.acknowledge(number, id)
    const done = new Set(library.acknowledged.values())
    left = left.filter((number) => !done.has(number))
    if (isServerKill) server = servers.use(await library.start())
    else await nothingUnderWay(uploadsDir)
  }
  await library.audit(server, { anew: true })
  assert.deepEqual(await filesIn(join(uploadsDir, "unfinished")), [])
})
