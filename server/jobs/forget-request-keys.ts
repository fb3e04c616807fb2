import { RequestKey } from "../../db/request-key.ts"
import { databaseTime } from "../../orm/database-time.ts"
import { lt, oneOf } from "../../orm/operator.ts"
import type { App } from "../app.ts"
import type { Job } from "./scheduler.ts"

const hourMs = 3_600_000
const dayMs = 24 * hourMs
/** Keys that go in one statement: few enough to hold nobody up. */
const mostKeys = 500

/** Forgets the answers of requests that were done once, when it is too long ago for a repeat to come. */
export function forgetRequestKeys({ settings, log }: Pick<App, "settings" | "log">): Job {
  return {
    name: "request keys",
    everyMs: hourMs,
    run: async (signal) => {
      const madeBefore = new Date((await databaseTime()) - settings.requestKeyDays * dayMs)
      let keys = 0
      while (!signal.aborted) {
        const old = await RequestKey.select(
          { create_time: lt(madeBefore) },
          { orderBy: "create_time", limit: mostKeys },
        )
        if (old.length === 0) break
        keys += await RequestKey.delete({ id: oneOf(old.map(({ id }) => id)) })
      }
      if (keys > 0)
        log.info({ keys }, "keys of requests that nobody will repeat any more have been forgotten")
    },
  }
}
