import { join } from "node:path"
import type { Place } from "../kit/cores.ts"
import { cpuSecondsOf } from "../kit/cpu-seconds.ts"
import { freePort, someoneListens } from "../kit/free-port.ts"
import { benchFile, projectFile } from "../kit/paths.ts"
import { Program, type ProgramOptions } from "../kit/program.ts"
import type { Replies } from "./messages.ts"

/** A server in a process of its own. */
export type RunningServer = AsyncDisposable & {
  readonly port: number
  readonly pid: number
  cpuSeconds(): number | undefined
  /** Answers when it has no processes of single connections any more; a server that makes none needs no such wait. */
  settled?(): Promise<void>
}

/** How Reelwire runs where its requests are counted, besides its defaults. */
export type ReelwireOptions = {
  readonly dataDir: string
  readonly logsRequests?: boolean
  readonly nodeOptions?: readonly string[]
  /** Settings, by the names of their environment variables. */
  readonly env?: Readonly<Record<string, string>>
  readonly place?: Place
}

/**
 * Reelwire as its own program with the prod profile: nothing is switched off but what stands here. The waiting time and the
 * connections an address may have would otherwise be what is measured.
 */
export function startReelwire({
  dataDir,
  logsRequests = false,
  nodeOptions = [],
  env = {},
  place = "measured",
}: ReelwireOptions): Promise<RunningServer> {
  const environment = (port: number): Record<string, string> => ({
    REELWIRE_ENV: "prod",
    REELWIRE_PORT: String(port),
    REELWIRE_DATA_DIR: dataDir,
    REELWIRE_DOWNLOAD_WAIT_S: "0",
    REELWIRE_DRAIN_S: "1",
    REELWIRE_GATEWAY: "0",
    REELWIRE_PROBE_FILMS: "0",
    REELWIRE_MAX_CONNECTIONS_PER_ADDRESS: "20000",
    REELWIRE_REGISTRATIONS_PER_HOUR: "0",
    REELWIRE_LOG_LEVEL: logsRequests ? "info" : "warn",
    REELWIRE_LOG_DIR: logsRequests ? join(dataDir, "log") : "",
    ...env,
  })
  return startProgram(projectFile("reelwire.js"), environment, { place, nodeOptions, args: ["server"] })
}

/** The bare net server, or Fastify, with the replies that it is to give; the bare one may read them from a database. */
export function startPeer(
  name: "bare" | "fastify",
  replies: Replies,
  sqlitePath?: string,
): Promise<RunningServer> {
  return startProgram(benchFile(`requests/${name}-server.ts`), (port) => ({
    BENCH_PORT: String(port),
    BENCH_REPLIES: JSON.stringify(replies),
    ...(sqlitePath === undefined ? {} : { BENCH_SQLITE: sqlitePath }),
  }))
}

/** Starts a program of ours with an environment that tells it its port; answers once it listens. */
export async function startProgram(
  file: string,
  env: (port: number) => Record<string, string>,
  options: Omit<ProgramOptions, "env"> = { place: "measured" },
): Promise<RunningServer> {
  const port = await freePort()
  const program = new Program(file, { ...options, env: env(port) })
  const ended = program.exited.then((): never => {
    throw new Error(`${file} ended before it listened`)
  })
  await Promise.race([someoneListens(port), ended])
  // It ends some time.
  ended.catch(() => undefined)
  return {
    port,
    pid: program.pid,
    cpuSeconds: () => cpuSecondsOf(program.pid),
    [Symbol.asyncDispose]: () => program[Symbol.asyncDispose](),
  }
}
