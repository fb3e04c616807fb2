import { mkdir } from "node:fs/promises"
import { dirname, normalize } from "node:path"
import type { Logger } from "pino"
import type { Settings } from "../conf/settings.ts"
import { migrations } from "../db/migrations/all.ts"
import { Movie } from "../db/movie.ts"
import { Upload } from "../db/upload.ts"
import { type Database, openDatabase } from "../orm/database.ts"
import type { OpenOptions } from "../orm/dialect.ts"
import { BadDatabaseUrl } from "../orm/errors.ts"
import { migrate } from "../orm/migrate.ts"
import type { App } from "./app.ts"
import { Background } from "./background.ts"
import { FilmLinks } from "./gateway/films/film-links.ts"
import type { Gateway } from "./gateway/gateway.ts"
import { SteadyLimit } from "./hourly-limit.ts"
import { startJobs } from "./jobs/start-jobs.ts"
import { SlowdownGuard } from "./login-guard.ts"
import { OutwardMessenger } from "./messenger/messenger.ts"
import { Metrics } from "./metrics/metrics.ts"
import { NameTries } from "./name-tries.ts"
import { Argon2Passwords } from "./passwords.ts"
import { DiskPictures } from "./pictures/disk-pictures.ts"
import { PushHub } from "./pushes/push-hub.ts"
import { TransferQueue } from "./queue/transfer-queue.ts"
import { Pacer } from "./sending/pacer.ts"
import { LiveSessions } from "./sessions.ts"
import { DiskStoreCheck } from "./store/check/disk-store-check.ts"
import { DiskStore } from "./store/disk-store.ts"
import type { RowKind } from "./store/recover.ts"
import { warnOfDifferences } from "./store/warn-of-differences.ts"
import { type Listener, listen } from "./tcp.ts"
import { unusable } from "./unusable-setting.ts"

/** A server that is up. */
export type RunningServer = {
  readonly app: App
  readonly host: string
  readonly port: number
  /** The port of the web page; undefined where there is none. */
  readonly httpPort: number | undefined
  /** Stops within the drain time of the settings, and gives the database and the store back. */
  stop(): Promise<void>
}

/** Opens the database and brings its schema up to date, opens the store and listens; gives back what it opened if one fails. */
export async function startServer(
  settings: Settings,
  log: Logger,
  options: OpenOptions = {},
): Promise<RunningServer> {
  const opened = new AsyncDisposableStack()
  try {
    const database = await openDatabaseOf(settings, options)
    opened.defer(() => database.close())
    return await open(settings, log, database, opened)
  } catch (error) {
    await opened.disposeAsync()
    throw error
  }
}

async function open(
  settings: Settings,
  log: Logger,
  database: Database,
  opened: AsyncDisposableStack,
): Promise<RunningServer> {
  const applied = await migrate(database, migrations)
  if (applied.length > 0) log.info({ migrations: applied }, "the schema was brought up to date")
  await mkdir(settings.uploadsDir, { recursive: true }).catch(
    unusable("uploadsDir", settings, "a folder that can be made or written"),
  )
  const store = await DiskStore.open(settings.uploadsDir, settings.minFreeBytes, (storedName) =>
    database.run(() => rowOf(storedName)),
  )
  opened.defer(() => store.close())
  const storeCheck = new DiskStoreCheck({ settings, database, store, log })
  opened.defer(() => storeCheck.close())
  const slots = await TransferQueue.open(settings, { database, log })
  const background = new Background(log)
  opened.defer(() => background.close())
  const sessions = new LiveSessions(settings)
  const pushes = new PushHub({ database, log, settings, sessions })
  opened.defer(() => pushes.stop())
  let lastConnectionId = 0
  const stopping = new AbortController()
  const app: App = {
    settings,
    database,
    store,
    storeCheck,
    pictures: new DiskPictures(settings),
    slots,
    pushes,
    log,
    sessions,
    passwords: new Argon2Passwords(settings),
    loginGuard: new SlowdownGuard(settings),
    messenger: new OutwardMessenger(settings, log),
    background,
    registrations: new SteadyLimit(settings.registrationsPerHour),
    forgottenPasswords: new SteadyLimit(settings.registrationsPerHour),
    voucherTries: {
      byAccount: new NameTries(settings.voucherTriesPerHour),
      byAddress: new NameTries(settings.voucherTriesPerHour),
    },
    pacer: new Pacer(settings),
    filmLinks: new FilmLinks(settings),
    newConnectionId: () => ++lastConnectionId,
    metrics: new Metrics(),
    stopping: stopping.signal,
  }
  sessions.whenEnded = (session) => {
    slots.sessionEnded(session.token)
    pushes.sessionEnded(session)
  }
  const jobs = startJobs(app)
  opened.defer(() => jobs.stop())
  const listener: Listener = await listen(app)
  let gateway: Gateway | undefined
  // Both at once, since both take up to the whole drain time.
  opened.defer(async () => {
    const tcpClosed = listener.close(settings.drainS)
    await Promise.all([tcpClosed, gateway?.close(settings.drainS, tcpClosed)])
  })
  if (settings.gateway) gateway = await openGateway(app, listener.port)
  // Nobody waits for that: of a large library it takes a while.
  background.begin("comparing the store with the library", () =>
    database.run(() => warnOfDifferences(settings.uploadsDir, log)),
  )
  // Before that: requests that wait for their turn are under way, and would hold it up.
  opened.defer(() => slots.stop())
  opened.defer(() => stopping.abort())
  return {
    app,
    host: listener.host,
    port: listener.port,
    httpPort: gateway?.port,
    stop: () => opened.disposeAsync(),
  }
}

/** Loaded only where it is wanted: half of what a server loads is the gateway's. */
async function openGateway(app: App, tcpPort: number): Promise<Gateway> {
  const { startGateway } = await import("./gateway/gateway.ts")
  return startGateway(app, tcpPort)
}

async function rowOf(stored_name: string): Promise<RowKind> {
  if (await Movie.exists({ stored_name, purge_time: null })) return "movie"
  return (await Upload.exists({ stored_name })) ? "upload" : undefined
}

/** Opens the database of the settings, making an SQLite file's folder; throws SettingError for an address that is none. */
export async function openDatabaseOf(settings: Settings, options: OpenOptions = {}): Promise<Database> {
  await makeDatabaseFolder(settings)
  return openDatabase(settings.databaseUrl, options).catch((error: unknown) => {
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
