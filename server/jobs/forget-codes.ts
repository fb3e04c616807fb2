import { Verification } from "../../db/verification.ts"
import { databaseTime } from "../../orm/database-time.ts"
import { lt } from "../../orm/operator.ts"
import type { Job } from "./scheduler.ts"

const hourMs = 3_600_000
/** No code is good for longer than a day, and none counts for longer than an hour. */
const keptMs = 25 * hourMs

/** Removes the codes of yesterday: they name addresses. */
export function forgetCodes(): Job {
  return {
    name: "codes",
    everyMs: hourMs,
    run: async () => {
      await Verification.delete({ create_time: lt(new Date((await databaseTime()) - keptMs)) })
    },
  }
}
