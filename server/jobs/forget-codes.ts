import { Verification } from "../../db/verification.ts"
import { databaseTime } from "../../orm/database-time.ts"
import { lt, notNull } from "../../orm/operator.ts"
import type { Job } from "./scheduler.ts"

const hourMs = 3_600_000
/** No code is good for longer than a day. */
const goodMs = 25 * hourMs
/** None counts among those that were sent for longer than an hour. */
const countedMs = hourMs

/** Removes the codes that are over, since they name addresses: the ended ones of an hour ago, and all of yesterday. */
export function forgetCodes(): Job {
  return {
    name: "codes",
    everyMs: hourMs,
    run: async () => {
      const nowMs = await databaseTime()
      const before = (ms: number) => lt(new Date(nowMs - ms))
      await Verification.delete({ create_time: before(countedMs), use_time: notNull() })
      await Verification.delete({ create_time: before(goodMs) })
    },
  }
}
