import type { App } from "../app.ts"
import { closeExpiredVouchers } from "./close-expired-vouchers.ts"
import { Digests } from "./digests.ts"
import { expireUploads } from "./expire-uploads.ts"
import { forgetCodes } from "./forget-codes.ts"
import { forgetDevices } from "./forget-devices.ts"
import { forgetPictures } from "./forget-pictures.ts"
import { forgetRequestKeys } from "./forget-request-keys.ts"
import { keepPartFolders } from "./keep-part-folders.ts"
import { ProbeFilms } from "./probe-films.ts"
import { purgeExpired } from "./purge-expired.ts"
import { remindVips } from "./remind-vips.ts"
import { Scheduler } from "./scheduler.ts"
import { sweepLine } from "./sweep-line.ts"
import { writeSearchTexts } from "./write-search-texts.ts"

/** Begins with all that a server does beside its requests. */
export function startJobs(
  app: Pick<App, "database" | "settings" | "store" | "slots" | "pictures" | "pushes" | "log">,
): Scheduler {
  const scheduler = new Scheduler(app.database, app.log)
  scheduler.start(purgeExpired(app))
  scheduler.start(expireUploads(app))
  scheduler.start(forgetRequestKeys(app))
  scheduler.start(forgetDevices(app))
  scheduler.start(closeExpiredVouchers(app))
  scheduler.start(keepPartFolders())
  scheduler.start(forgetCodes())
  scheduler.start(sweepLine(app))
  scheduler.start(remindVips(app))
  scheduler.start(forgetPictures(app))
  scheduler.start(writeSearchTexts(app))
  scheduler.start(app.pushes.job)
  if (app.settings.digests) scheduler.start(new Digests(app))
  if (app.settings.probeFilms) scheduler.start(new ProbeFilms(app))
  return scheduler
}
