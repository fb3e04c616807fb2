import type { StoreCheck, StoreCheckProgress } from "../../../interface/context.ts"
import { CheckProgress } from "./check-progress.ts"
import { type CheckedStore, checkStore } from "./check-store.ts"

/** The check of a store, one at a time. */
export class DiskStoreCheck implements StoreCheck {
  readonly #checked: CheckedStore
  readonly #ending = new AbortController()
  #progress: CheckProgress
  #run: Promise<void> = Promise.resolve()

  constructor(checked: CheckedStore) {
    this.#checked = checked
    this.#progress = new CheckProgress(false, checked.log)
  }

  get progress(): StoreCheckProgress {
    return this.#progress
  }

  begin({ repair }: { readonly repair: boolean }): void {
    const { signal } = this.#ending
    if (this.#progress.isRunning || signal.aborted) return
    const { database, log } = this.#checked
    const progress = new CheckProgress(repair, log)
    progress.isRunning = true
    this.#progress = progress
    this.#run = database
      .run(() => checkStore(this.#checked, progress, signal))
      .then(
        () =>
          log.info({ films: progress.filmsDone, problems: progress.problemCount }, "the store is checked"),
        (error: unknown) => {
          if (!signal.aborted) log.error({ err: error }, "the check of the store broke off")
        },
      )
      .finally(() => {
        progress.isRunning = false
      })
  }

  /** Gives up the check under way, and answers once it has ended. */
  async close(): Promise<void> {
    this.#ending.abort()
    await this.#run
  }
}
