import { constants } from "node:fs"
import { access } from "node:fs/promises"
import { databaseTime } from "../orm/database-time.ts"
import type { App } from "./app.ts"
import { Deadline } from "./deadline.ts"

/** What may keep a server from serving. */
export type Lacking = "stopping" | "database" | "store"

const mostS = 2
/** For so long an answer is good, however many ask. */
const keptMs = 1000

/** Whether a server can serve now: asked as often as anybody likes, it looks once a second. */
export class Readiness {
  readonly #app: Pick<App, "database" | "settings" | "stopping">
  #looked: { readonly atMs: number; readonly found: Promise<readonly Lacking[]> } | undefined

  constructor(app: Pick<App, "database" | "settings" | "stopping">) {
    this.#app = app
  }

  /** What is lacking; nothing where all is well. Never rejects, and answers within two seconds. */
  async lacking(): Promise<readonly Lacking[]> {
    if (this.#app.stopping.aborted) return ["stopping"]
    const nowMs = performance.now()
    if (this.#looked === undefined || nowMs - this.#looked.atMs > keptMs) {
      this.#looked = { atMs: nowMs, found: this.#look() }
    }
    return await this.#looked.found
  }

  async #look(): Promise<Lacking[]> {
    const { database, settings } = this.#app
    const [hasDatabase, hasStore] = await Promise.all([
      goesWell(() => database.run(databaseTime)),
      goesWell(() => access(settings.uploadsDir, constants.W_OK | constants.X_OK)),
    ])
    return [...(hasDatabase ? [] : ["database" as const]), ...(hasStore ? [] : ["store" as const])]
  }
}

/** Whether something goes well in time. */
function goesWell(work: () => Promise<unknown>): Promise<boolean> {
  return new Promise((resolve) => {
    const deadline = new Deadline(mostS, () => resolve(false))
    const answer = (isWell: boolean): void => {
      deadline.clear()
      resolve(isWell)
    }
    deadline.start()
    work().then(
      () => answer(true),
      () => answer(false),
    )
  })
}
