import { closeSync, writeSync } from "node:fs"
import { Worker } from "node:worker_threads"
import { type IntakeCalls, loadIntakeCalls } from "./intake-calls.ts"
import type { IntakeOrder, IntakeProblem, IntakeReport, IntakeStart, IntakeWish } from "./intake-messages.ts"

/** How bytes came in: all of them where there is no problem. */
type Taken = {
  /** Of the socket; undefined where nobody knows, since the thread is gone. */
  readonly taken: number | undefined
  readonly hashes: Buffer
  readonly problem: IntakeProblem | undefined
}

/** A thread that brings bytes from sockets into files, hashed on the way; one for all servers of this process. */
export type Intake = {
  /** A second descriptor of a socket, for `take`; undefined where the system gives none. */
  duplicate(socket: number): number | undefined
  /** Begins, and closes the wish's socket in the end; `cancel` ends it early. `written` is told of bytes as they are written. */
  take(
    wish: Omit<IntakeWish, "id">,
    written: (bytes: number) => void,
  ): { readonly ended: Promise<Taken>; cancel(): void }
}

type Waiting = {
  readonly socket: number
  readonly written: (bytes: number) => void
  readonly settle: (taken: Taken) => void
}

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
  const end = (id: number, taken: Taken): void => {
    const job = waiting.get(id)
    if (job === undefined) return
    waiting.delete(id)
    closeSync(job.socket)
    job.settle(taken)
  }
  thread.on("message", (report: IntakeReport) => {
    if ("written" in report) waiting.get(report.id)?.written(report.written)
    else end(report.id, { ...report, hashes: Buffer.from(report.hashes) })
  })
  let reason: string | undefined
  thread.on("error", (error) => {
    reason = String(error)
  })
  // Not before: until then it may still use what is closed here.
  thread.on("exit", (code) => {
    // The next upload begins another one.
    opening = undefined
    closeSync(bell)
    const problem = { code: reason ?? `exit ${code}`, call: "thread" } as const
    for (const id of [...waiting.keys()]) end(id, { taken: undefined, hashes: Buffer.alloc(0), problem })
  })
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
        waiting.set(id, { socket: wish.socket, written, settle })
      })
      order({ wish: { ...wish, id } })
      const cancel = (): void => {
        if (waiting.has(id)) order({ cancel: id })
      }
      return { ended, cancel }
    },
  }
}
