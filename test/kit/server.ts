import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { pino } from "pino"
import { loadSettings } from "../../conf/load-settings.ts"
import type { Settings } from "../../conf/settings.ts"
import type { OpenOptions } from "../../orm/dialect.ts"
import { type RunningServer, startServer as start } from "../../server/start.ts"
import type { DatabaseKit } from "./databases.ts"
import { Peer, type Target } from "./peer.ts"

/** A server of a test's own: on a free port, with a folder of its own that goes away with it. */
export type TestServer = AsyncDisposable & {
  readonly port: number
  /** The gateway's address ("http://127.0.0.1:…"), where the test asked for one. */
  readonly url: string
  readonly settings: Settings
  /** Holds the films in uploads, and the SQLite file where the test names no other database. */
  readonly dataDir: string
  readonly running: RunningServer
  /** Every line that the server logged, as it was written. */
  readonly logged: string[]
  /** Connects a raw peer, which goes away with the server at the latest. */
  connect(target?: Omit<Target, "port">): Promise<Peer>
}

/**
 * Starts a server with the settings of the test profile, save those given, on a fresh database of a kind; new members have
 * 100 yuan. `options` are those of its database.
 */
export async function startServer(
  given: Partial<Settings> = {},
  kit?: DatabaseKit,
  options: OpenOptions = {},
): Promise<TestServer> {
  const dataDir = await mkdtemp(join(tmpdir(), "reelwire-test-"))
  const database = await kit?.fresh()
  const base = loadSettings({ REELWIRE_ENV: "test", REELWIRE_DATA_DIR: dataDir })
  const databaseUrl = database?.url ?? base.databaseUrl
  const settings = Object.freeze({ ...base, databaseUrl, drainS: 1, welcomeFen: 10_000, ...given })
  const logged: string[] = []
  const log = pino({ level: settings.logLevel }, { write: (line) => void logged.push(line) })
  const running = await start(settings, log, options)
  const peers: Peer[] = []
  return {
    port: running.port,
    url: `${settings.tlsCert === "" ? "http" : "https"}://127.0.0.1:${running.httpPort ?? 0}`,
    settings,
    dataDir,
    running,
    logged,
    connect: async (target = {}) => {
      const peer = await Peer.connect({ port: running.port, ...target })
      peers.push(peer)
      return peer
    },
    [Symbol.asyncDispose]: async () => {
      await Promise.all(peers.map((peer) => peer[Symbol.asyncDispose]()))
      await running.stop()
      await database?.[Symbol.asyncDispose]()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}
