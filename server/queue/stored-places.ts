import type { Logger } from "pino"
import { QueuePlace } from "../../db/queue-place.ts"
import type { Database } from "../../orm/database.ts"
import { databaseTime } from "../../orm/database-time.ts"
import { oneOf } from "../../orm/operator.ts"

type Row = Pick<QueuePlace, "user_id" | "movie_id" | "token" | "is_vip">
type Waiting = { readonly row: Row | undefined; readonly done: PromiseWithResolvers<void> }

/** Rows that one statement removes at most. */
const mostAtOnce = 500

/** The places of the line as the database has them, in the order of their ids. */
export class StoredPlaces {
  readonly #database: Database
  readonly #log: Logger
  #coming: Waiting[] = []
  #storing: Promise<void> | undefined
  readonly #going = new Set<string>()
  #removing: Promise<void> | undefined

  constructor(database: Database, log: Logger) {
    this.#database = database
    this.#log = log
  }

  /** The places of before, in order, and the database's time now. */
  load(): Promise<{ rows: QueuePlace[]; nowMs: number }> {
    return this.#database.run(async () => ({
      rows: await QueuePlace.select({}, { orderBy: "id" }),
      nowMs: await databaseTime(),
    }))
  }

  /** Stores a place, after all that came before it: those that come meanwhile go into one statement. Nothing is for those without row. */
  add(row: Row | undefined): Promise<void> {
    const done = Promise.withResolvers<void>()
    this.#coming.push({ row, done })
    this.#storing ??= this.#storeAll()
    return done.promise
  }

  /** Removes a place, some time soon: one that is read back after a crash is lost as soon as nobody claims it. */
  remove(token: string): void {
    this.#going.add(token)
    this.#removing ??= this.#removeAll()
  }

  /** Answers once nothing is under way any more. */
  async close(): Promise<void> {
    await this.#storing
    await this.#removing
  }

  async #storeAll(): Promise<void> {
    while (this.#coming.length > 0) {
      const batch = this.#coming
      this.#coming = []
      await this.#store(batch)
    }
    // In the same moment as the last look: whoever came later than that would wait for nobody.
    this.#storing = undefined
  }

  async #store(batch: readonly Waiting[]): Promise<void> {
    const rows = batch.flatMap(({ row }) => row ?? [])
    try {
      if (rows.length > 0) await this.#database.run(() => QueuePlace.insert(rows))
      for (const { done } of batch) done.resolve()
    } catch (error) {
      // One of them names an account or a film that is gone; the others must not suffer for it.
      if (batch.length > 1) for (const one of batch) await this.#store([one])
      else batch[0]?.done.reject(error)
    }
  }

  async #removeAll(): Promise<void> {
    while (this.#going.size > 0) {
      const tokens = [...this.#going].slice(0, mostAtOnce)
      // One that is removed again meanwhile, since its row came later, goes with the next ones.
      for (const token of tokens) this.#going.delete(token)
      try {
        await this.#database.run(() => QueuePlace.delete({ token: oneOf(tokens) }))
      } catch (error) {
        for (const token of tokens) this.#going.add(token)
        this.#log.error({ err: error }, "places that are over could not be taken out of the table")
        break
      }
    }
    this.#removing = undefined
  }
}
