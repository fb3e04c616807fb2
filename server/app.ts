import type { Logger } from "pino"
import type { Services } from "../interface/context.ts"
import type { Database } from "../orm/database.ts"
import type { Background } from "./background.ts"
import type { FilmLinks } from "./gateway/films/film-links.ts"
import type { Metrics } from "./metrics/metrics.ts"
import type { DiskPictures } from "./pictures/disk-pictures.ts"
import type { PushHub } from "./pushes/push-hub.ts"
import type { TransferQueue } from "./queue/transfer-queue.ts"
import type { Pacer } from "./sending/pacer.ts"
import type { LiveSessions } from "./sessions.ts"

/** All that the connections of one server share: what handlers get, and what only the server itself uses. */
export type App = Services & {
  readonly database: Database
  readonly sessions: LiveSessions
  readonly background: Background
  readonly pictures: DiskPictures
  readonly slots: TransferQueue
  readonly pushes: PushHub
  readonly pacer: Pacer
  readonly filmLinks: FilmLinks
  readonly log: Logger
  readonly metrics: Metrics
  /** Aborted when the server begins to stop. */
  readonly stopping: AbortSignal
  /** A number for a new connection, of whatever kind, that no other one has. */
  readonly newConnectionId: () => number
}
