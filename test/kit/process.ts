import assert from "node:assert/strict"
import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { readFile } from "node:fs/promises"
import { fileURLToPath } from "node:url"
import { Peer, type Target } from "./peer.ts"
import { temporaryFolder } from "./temporary-folder.ts"

const root = fileURLToPath(new URL("../../", import.meta.url))
const patienceMs = 20_000

/** How a program ended, and all that it wrote. */
type Ended = { readonly code: number | null; readonly stdout: string; readonly stderr: string }

/** A program of the project as a real process. */
export type Program = AsyncDisposable & {
  readonly child: ChildProcess
  /** Answers once it wrote something that matches on standard output; rejects when it ends before. */
  says(pattern: RegExp): Promise<RegExpExecArray>
  /** What it wrote on standard output so far. */
  readonly stdout: () => string
  /** Answers when it ended. */
  ended(): Promise<Ended>
}

/** Starts a program with an environment of no settings but those given; it is killed when disposed. */
export function run(script: string, args: readonly string[] = [], env: Record<string, string> = {}): Program {
  const clean = Object.entries(process.env).filter(([name]) => !name.startsWith("REELWIRE_"))
  const child = spawn(process.execPath, [`${root}${script}`, ...args], {
    cwd: root,
    env: { ...Object.fromEntries(clean), ...env },
    stdio: ["ignore", "pipe", "pipe"],
  })
  let stdout = ""
  let stderr = ""
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text
  })
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text
  })
  const closed = once(child, "close")
  const ended = async (): Promise<Ended> => {
    await within(closed, `the end of ${script}`)
    return { code: child.exitCode, stdout, stderr }
  }
  return {
    child,
    stdout: () => stdout,
    ended,
    says: async (pattern) => {
      for (;;) {
        const match = pattern.exec(stdout)
        if (match !== null) return match
        assert.equal(child.exitCode, null, `${script} ended: ${stderr}`)
        await within(Promise.race([once(child.stdout, "data"), closed]), String(pattern))
      }
    },
    [Symbol.asyncDispose]: async () => {
      child.kill("SIGKILL")
      await closed
    },
  }
}

async function within<T>(wanted: Promise<T>, what: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`waited ${patienceMs} ms for ${what}`)), patienceMs)
  })
  return Promise.race([wanted, tooLate]).finally(() => clearTimeout(timer))
}

/** A server as a real process, in a folder of its own unless `dataDir` names one. */
export type ServerProcess = Program & {
  readonly port: number
  readonly dataDir: string
  connect(target?: Omit<Target, "port">): Promise<Peer>
}

/** Starts a server as a real process and waits until it says where it listens. */
export async function runServer(env: Record<string, string> = {}, dataDir?: string): Promise<ServerProcess> {
  const owned = new AsyncDisposableStack()
  const folder = dataDir ?? owned.use(await temporaryFolder()).path
  const base = { REELWIRE_ENV: "test", REELWIRE_PORT: "0", REELWIRE_DATA_DIR: folder }
  const program = owned.use(run("server/main.ts", [], { ...base, ...env }))
  const match = await program.says(/127\.0\.0\.1:(\d+)/).catch(async (error: unknown) => {
    await owned.disposeAsync()
    throw error
  })
  const port = Number(match[1])
  return {
    ...program,
    port,
    dataDir: folder,
    connect: async (target = {}) => owned.use(await Peer.connect({ port, ...target })),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

/** The memory that a process has in RAM now, in MiB. */
export async function residentMiB(child: ChildProcess): Promise<number> {
  const status = await readFile(`/proc/${child.pid}/status`, "utf8")
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) / 1024
}
