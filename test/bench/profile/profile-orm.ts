import { Helper } from "../kit/helper.ts"
import { benchFile, memoryFolder } from "../kit/paths.ts"
import { type OperationName, operations } from "../orm/operations.ts"
import { makeDatabase } from "../orm/run-mariadb.ts"
import { fillTables } from "../orm/tables.ts"
import type { WorkerCommands } from "../orm/worker.ts"
import { profileClock, readProfile, selfTimesOf, type Window } from "./cpu-profile.ts"
import { renderProfile } from "./render-profile.ts"

const mostFunctions = 40
const warmUpMs = 1000
const several = 16

/** As profileOrm, on SQLite. */
export async function profileOrmSqlite(ms: number, filter: string): Promise<string> {
  await using folder = await memoryFolder()
  const url = `sqlite:${folder.path}/bench.sqlite`
  await fillTables(url)
  return await profileOrm(url, ms, filter)
}

/** As profileOrm, on a MariaDB of our own. */
export async function profileOrmMariadb(ms: number, filter: string): Promise<string> {
  return profileOrm(await makeDatabase(), ms, filter)
}

/** Says where the time of Reelwire's ORM goes in one operation, named as `filter` ("…, 16 at once": by several). */
async function profileOrm(url: string, ms: number, filter: string): Promise<string> {
  const operation = Object.keys(operations).find(
    (name): name is OperationName => name === filter.split(", 16")[0],
  )
  if (operation === undefined)
    throw new Error(`no operation "${filter}"; there are ${Object.keys(operations)}`)
  const people = filter.includes(", 16") ? several : 1
  await using folder = await memoryFolder()
  const { rate, window } = await run(url, folder.path, { operation, people, ms })
  const times = selfTimesOf(await readProfile(folder.path), window)
  return `${filter}: ${Math.round(rate)} a second with the profiler on\n\n${renderProfile(times, mostFunctions)}\n`
}

async function run(
  url: string,
  profileDir: string,
  work: { operation: OperationName; people: number; ms: number },
): Promise<{ rate: number; window: Window }> {
  const nodeOptions = ["--cpu-prof", `--cpu-prof-dir=${profileDir}`]
  await using worker = new Helper<WorkerCommands>(benchFile("orm/worker.ts"), {
    place: "measured",
    nodeOptions,
  })
  await worker.ask("open", { contender: "Reelwire", url })
  await worker.ask("run", { ...work, ms: warmUpMs })
  const from = profileClock()
  const { count, seconds } = await worker.ask("run", work)
  const window = { from, to: profileClock() }
  // Only a program that ends by itself leaves its profile behind.
  worker.program.child.disconnect()
  await worker.program.exited
  return { rate: count / seconds, window }
}
