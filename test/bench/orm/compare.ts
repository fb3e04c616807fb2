import { Helper } from "../kit/helper.ts"
import { interleave, type Pair, type Schedule } from "../kit/interleave.ts"
import { benchFile } from "../kit/paths.ts"
import type { Case } from "../kit/result.ts"
import type { ContenderName } from "./contenders.ts"
import type { OperationName } from "./operations.ts"
import type { WorkerCommands } from "./worker.ts"

/** One thing to compare: by how many people at once, and against whom with which goal (undefined: only told). */
export type Comparison = {
  readonly operation: OperationName
  readonly people: number
  readonly against: Readonly<Partial<Record<ContenderName, number | undefined>>>
}

/** Compares Reelwire's ORM with others on one database, each in a process of its own on the measured core. */
export async function compare(
  url: string,
  comparisons: readonly Comparison[],
  schedule: Schedule,
  filter: string,
): Promise<Case[]> {
  await using opened = new AsyncDisposableStack()
  const workers = new Map<ContenderName, Helper<WorkerCommands>>()
  const workerOf = async (contender: ContenderName): Promise<Helper<WorkerCommands>> => {
    const known = workers.get(contender)
    if (known !== undefined) return known
    const worker = opened.use(new Helper<WorkerCommands>(benchFile("orm/worker.ts"), { place: "measured" }))
    await worker.ask("open", { contender, url })
    workers.set(contender, worker)
    return worker
  }
  const cases: Case[] = []
  for (const { operation, people, against } of comparisons) {
    const name = people === 1 ? operation : `${operation}, ${people} at once`
    if (!name.includes(filter)) continue
    const names: ContenderName[] = ["Reelwire", ...namesOf(against)]
    const contenders = []
    for (const contender of names) {
      const worker = await workerOf(contender)
      contenders.push({
        name: contender,
        run: (ms: number) => worker.ask("run", { operation, people, ms }),
      })
    }
    const pairs = namesOf(against).map((to): Pair => {
      const goal = against[to]
      return { of: "Reelwire", to, ...(goal === undefined ? {} : { goal }) }
    })
    cases.push(await interleave(name, contenders, pairs, schedule))
  }
  return cases
}

function namesOf(against: Comparison["against"]): ContenderName[] {
  // Object.keys forgets which keys its object has.
  return Object.keys(against) as ContenderName[]
}
