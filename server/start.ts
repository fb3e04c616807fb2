import { mkdir } from "node:fs/promises"
import { dirname, normalize } from "node:path"
import type { Logger } from "pino"
import type { Settings } from "../conf/settings.ts"
import { migrations } from "../db/migrations/all.ts"
import { Movie } from "../db/movie.ts"
import { type Database, openDatabase } from "../orm/database.ts"
import { BadDatabaseUrl } from "../orm/errors.ts"
import { migrate } from "../orm/migrate.ts"
import type { App } from "./app.ts"
import { SlowdownGuard } from "./login-guard.ts"
import { Argon2Passwords } from "./passwords.ts"
import { LiveSessions } from "./sessions.ts"
import { DiskStore } from "./store/disk-store.ts"
import { type Listener, listen } from "./tcp.ts"
import { unusable } from "./unusable-setting.ts"

/** A server that is up. */
export type RunningServer = {
  readonly app: App
  readonly host: string
  readonly port: number
  /** Stops within the drain time of the settings, and gives the database and the store back. */
  stop(): Promise<void>
}

/** Opens the database and brings its schema up to date, opens the store and listens; gives back what it opened if one fails. */
export async function startServer(settings: Settings, log: Logger): Promise<RunningServer> {
  const opened = new AsyncDisposableStack()
  try {
    return await open(settings, log, opened)
  } catch (error) {
    await opened.disposeAsync()
    throw error
  }
}

async function open(settings: Settings, log: Logger, opened: AsyncDisposableStack): Promise<RunningServer> {
  const database = await openDatabaseOf(settings)
  opened.defer(() => database.close())
  const applied = await migrate(database, migrations)
  if (applied.length > 0) log.info({ migrations: applied }, "the schema was brought up to date")
  const isListed = (stored_name: string): Promise<boolean> =>
    database.run(() => Movie.exists({ stored_name }))
  await mkdir(settings.uploadsDir, { recursive: true }).catch(
    unusable("uploadsDir", settings, "a folder that can be made or written"),
  )
  const store = await DiskStore.open(settings.uploadsDir, settings.minFreeBytes, isListed)
  opened.defer(() => store.close())
  const app: App = {
    settings,
    database,
    store,
    log,
    sessions: new LiveSessions(settings),
    passwords: new Argon2Passwords(settings),
    loginGuard: new SlowdownGuard(settings),
  }
  const listener: Listener = await listen(app)
  opened.defer(() => listener.close(settings.drainS))
  return { app, host: listener.host, port: listener.port, stop: () => opened.disposeAsync() }
}

/** Opens the database of the settings, making an SQLite file's folder; throws SettingError for an address that is none. */
export async function openDatabaseOf(settings: Settings): Promise<Database> {
  await makeDatabaseFolder(settings)
  return openDatabase(settings.databaseUrl).catch((error: unknown) => {
    if (!(error instanceof BadDatabaseUrl)) throw error
    return unusable("databaseUrl", settings, "an address of a database")(error)
  })
}

/** Makes the folder of an SQLite file, where there is none. */
async function makeDatabaseFolder(settings: Settings): Promise<void> {
  const path = /^sqlite:([^?]+)/.exec(settings.databaseUrl)?.[1]
  if (path === undefined) return
  const folder = dirname(path)
  const name = folder === normalize(settings.dataDir) ? "dataDir" : "databaseUrl"
  await mkdir(folder, { recursive: true }).catch(unusable(name, settings, "in a folder that can be made"))
}
