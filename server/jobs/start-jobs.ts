import type { App } from "../app.ts"
import { Digests } from "./digests.ts"
import { expireUploads } from "./expire-uploads.ts"
import { keepPartFolders } from "./keep-part-folders.ts"
import { purgeExpired } from "./purge-expired.ts"
import { Scheduler } from "./scheduler.ts"

/** Begins with all that a server does beside its requests. */
export function startJobs(app: Pick<App, "database" | "settings" | "store" | "log">): Scheduler {
  const scheduler = new Scheduler(app.database, app.log)
  scheduler.start(purgeExpired(app))
  scheduler.start(expireUploads(app))
  scheduler.start(keepPartFolders())
  if (app.settings.digests) scheduler.start(new Digests(app))
  return scheduler
}
