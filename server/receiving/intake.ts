import { writeSync } from "node:fs"
import { Worker } from "node:worker_threads"
import { type IntakeCalls, loadIntakeCalls } from "./intake-calls.ts"
import type { IntakeOrder, IntakeProblem, IntakeReport, IntakeStart, IntakeWish } from "./intake-messages.ts"

/** How bytes came in: all of them where there is no problem. */
type Taken = {
  readonly taken: number
  readonly hashes: Buffer
  readonly problem: IntakeProblem | undefined
}

/** A thread that brings bytes from sockets into files, hashed on the way; one for all servers of this process. */
export type Intake = {
  /** A second descriptor of a socket, for `take`; undefined where the system gives none. */
  duplicate(socket: number): number | undefined
  /** Begins; `cancel` ends it early. `written` is told of bytes as they are written. */
  take(
    wish: Omit<IntakeWish, "id">,
    written: (bytes: number) => void,
  ): { readonly ended: Promise<Taken>; cancel(): void }
}

type Waiting = { readonly written: (bytes: number) => void; readonly settle: (taken: Taken) => void }

const ring = Buffer.from(new BigUint64Array([1n]).buffer)
let opening: Promise<Intake | undefined> | undefined

/** The thread, begun at the first call; undefined where this machine can't have it. */
export function openIntake(): Promise<Intake | undefined> {
  opening ??= loadIntakeCalls().then(begin)
  return opening
}

function begin(calls: IntakeCalls | undefined): Intake | undefined {
  const bell = calls?.makeBell()
  if (calls === undefined || bell === undefined) return undefined
  const waiting = new Map<number, Waiting>()
  const workerData: IntakeStart = { bell }
  const thread = new Worker(new URL("./intake-thread.ts", import.meta.url), {
    workerData,
    trackUnmanagedFds: false,
    resourceLimits: { maxOldGenerationSizeMb: 32, maxYoungGenerationSizeMb: 4 },
  })
  let lastId = 0
  thread.on("message", (report: IntakeReport) => {
    const job = waiting.get(report.id)
    if ("written" in report) job?.written(report.written)
    else {
      waiting.delete(report.id)
      job?.settle({ ...report, hashes: Buffer.from(report.hashes) })
    }
  })
  const failed = (code: string): void => {
    // The next upload begins another one.
    opening = undefined
    const problem = { code, call: "thread" }
    for (const { settle } of waiting.values()) settle({ taken: 0, hashes: Buffer.alloc(0), problem })
    waiting.clear()
  }
  thread.on("error", (error) => failed(String(error)))
  thread.on("exit", (code) => failed(`exit ${code}`))
  // After its listeners, which would keep the process alive.
  thread.unref()
  const order = (what: IntakeOrder): void => {
    thread.postMessage(what)
    writeSync(bell, ring)
  }
  return {
    duplicate: calls.duplicate,
    take: (wish, written) => {
      const id = ++lastId
      const ended = new Promise<Taken>((settle) => {
        waiting.set(id, { written, settle })
      })
      order({ wish: { ...wish, id } })
      return { ended, cancel: () => order({ cancel: id }) }
    },
  }
}
