import { Upload } from "../../db/upload.ts"
import { Failure } from "../../interface/failure.ts"
import { drop } from "../../interface/uploads/drop.ts"
import { lt } from "../../orm/operator.ts"
import type { App } from "../app.ts"
import type { Job } from "./scheduler.ts"

const hourMs = 3_600_000
const dayMs = 24 * hourMs
/** Uploads that one run drops at most. */
const mostUploads = 1000

/** Drops unfinished uploads of which no piece has come for longer than the settings allow. */
export function expireUploads({ store, settings, log }: Pick<App, "store" | "settings" | "log">): Job {
  return {
    name: "uploads",
    everyMs: hourMs,
    run: async (signal) => {
      // Between this clock and the database's a few seconds don't matter.
      const touchedBefore = new Date(Date.now() - settings.uploadDays * dayMs)
      const expired = { touch_time: lt(touchedBefore) }
      for (const upload of await Upload.select(expired, { orderBy: "touch_time", limit: mostUploads })) {
        if (signal.aborted) return
        const { id: uploadId, name } = upload
        await drop(store, upload, { touchedBefore }).then(
          () => log.info({ uploadId, name }, "an unfinished upload has expired"),
          (error: unknown) => {
            // It goes on after all, or somebody dropped it.
            if (error instanceof Failure) return
            log.error({ err: error, uploadId }, "an upload that has expired could not be dropped")
          },
        )
      }
    },
  }
}
