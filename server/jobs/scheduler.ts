import type { Logger } from "pino"
import type { Database } from "../../orm/database.ts"

/** A failed job waits at least this long: what it failed for, a lost database for instance, fails for a while. */
const afterFailureMs = 60_000

/** Something that a server does again and again beside its requests. */
export type Job = {
  readonly name: string
  /** Milliseconds from the end of one run to the beginning of the next. */
  readonly everyMs: number
  /**
   * Does what there is to do, inside the database, and stops early when `signal` says so. What it throws is logged, and the
   * next run tries again. Other servers may be running the same at the same moment.
   */
  run(signal: AbortSignal): Promise<void>
}

/** Runs jobs, each at once and then again and again, never two runs of one at a time. */
export class Scheduler {
  readonly #database: Database
  readonly #log: Logger
  readonly #ending = new AbortController()
  readonly #timers = new Set<NodeJS.Timeout>()
  readonly #running = new Set<Promise<void>>()

  constructor(database: Database, log: Logger) {
    this.#database = database
    this.#log = log
  }

  /** Begins with a job. */
  start(job: Job): void {
    const run = this.#run(job).finally(() => this.#running.delete(run))
    this.#running.add(run)
  }

  /** Begins no run any more, tells those under way to stop, and answers when they have. */
  async stop(): Promise<void> {
    this.#ending.abort()
    for (const timer of this.#timers) clearTimeout(timer)
    await Promise.all(this.#running)
  }

  async #run(job: Job): Promise<void> {
    const { signal } = this.#ending
    let waitMs = job.everyMs
    try {
      await this.#database.run(() => job.run(signal))
    } catch (error) {
      if (signal.aborted) return
      this.#log.error({ err: error, job: job.name }, "a job failed and will be tried again")
      waitMs = Math.max(waitMs, afterFailureMs)
    }
    if (signal.aborted) return
    const timer = setTimeout(() => {
      this.#timers.delete(timer)
      this.start(job)
    }, waitMs)
    timer.unref()
    this.#timers.add(timer)
  }
}
