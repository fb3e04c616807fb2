import { setTimeout as delay } from "node:timers/promises"
import { LockTimeout } from "../errors.ts"
import { sqliteError } from "./errors.ts"

/** Runs `work` again and again while another program holds the file, for `ms` at most; then throws LockTimeout. */
export async function whileBusy<Result>(work: () => Result, ms: number): Promise<Result> {
  const deadline = performance.now() + ms
  for (;;) {
    try {
      return work()
    } catch (caught) {
      const error = sqliteError(caught)
      if (!(error instanceof LockTimeout) || performance.now() > deadline) throw error
      // At random, so that programs that wait for each other do not meet again and again.
      await delay(Math.random() * 50)
    }
  }
}
