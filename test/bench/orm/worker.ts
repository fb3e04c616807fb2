import { answerCommands } from "../kit/commands.ts"
import { type ContenderName, contenders } from "./contenders.ts"
import type { Films } from "./films.ts"
import { checkFilms, type OperationName, operations } from "./operations.ts"

// Looking at the clock after each of the quickest operations would be a part of what is measured.
const perLook = 10

let films: Films | undefined

const commands = {
  /** Connects and checks that the answers are right. */
  open: async ({ contender, url }: { contender: ContenderName; url: string }): Promise<void> => {
    films = await contenders[contender](url)
    await inScope(films, checkFilms)
  },
  /** Does one operation for a while, as one person or as several at once. */
  run: async ({ operation, people, ms }: { operation: OperationName; people: number; ms: number }) => {
    if (films === undefined) throw new Error("not open")
    return inScope(films, (open) => run(open, operation, people, ms))
  },
}

async function run(open: Films, operation: OperationName, people: number, ms: number) {
  const looks = operation.includes("rows") ? 1 : perLook
  const each = await Promise.all(Array.from({ length: people }, () => operations[operation](open)))
  let count = 0
  const cpu = process.cpuUsage()
  const start = performance.now()
  const end = start + ms
  const repeat = async (once: () => unknown): Promise<void> => {
    while (performance.now() < end) {
      for (let i = 0; i < looks; i++) {
        const soon = once()
        if (soon instanceof Promise) await soon
      }
      count += looks
    }
  }
  await Promise.all(each.map(repeat))
  const seconds = (performance.now() - start) / 1000
  const { user, system } = process.cpuUsage(cpu)
  return { count, seconds, cpuSeconds: (user + system) / 1e6 }
}

function inScope<Result>(open: Films, work: (films: Films) => Result): Result {
  return open.scope === undefined ? work(open) : open.scope(() => work(open))
}

/** The commands of a process that reaches films in one way. */
export type WorkerCommands = typeof commands

answerCommands(commands)
