import type { Logger } from "pino"
import type { Settings } from "../conf/settings.ts"
import type {
  GuardedTries,
  HourlyLimit,
  LoginGuard,
  Messenger,
  Passwords,
  StoreCheck,
} from "../interface/context.ts"
import type { FilmStore } from "../interface/film.ts"
import type { Database } from "../orm/database.ts"
import type { Background } from "./background.ts"
import type { PushHub } from "./pushes/push-hub.ts"
import type { TransferQueue } from "./queue/transfer-queue.ts"
import type { Pacer } from "./sending/pacer.ts"
import type { LiveSessions } from "./sessions.ts"

/** All that the connections of one server share. */
export type App = {
  readonly settings: Settings
  readonly database: Database
  readonly sessions: LiveSessions
  readonly passwords: Passwords
  readonly loginGuard: LoginGuard
  readonly messenger: Messenger
  readonly background: Background
  readonly registrations: HourlyLimit
  readonly forgottenPasswords: HourlyLimit
  readonly voucherTries: { readonly byAccount: GuardedTries; readonly byAddress: GuardedTries }
  readonly store: FilmStore
  readonly storeCheck: StoreCheck
  readonly slots: TransferQueue
  readonly pushes: PushHub
  readonly pacer: Pacer
  readonly log: Logger
}
