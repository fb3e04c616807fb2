import { type ChildProcess, spawn } from "node:child_process"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { text } from "node:stream/consumers"

/** Which of the two clients. */
export type Client = "admin" | "user"

/** What a client is run with: the folder it runs in, and variables beside those of every test. */
export type CliOptions = {
  readonly port: number
  readonly cwd: string
  readonly env?: Readonly<Record<string, string>>
}

/** What a client that ended said. */
export type CliResult = { readonly code: number | null; readonly stdout: string; readonly stderr: string }

/** A client that runs; `result` settles when it ends. */
export type RunningCli = { readonly child: ChildProcess; readonly result: Promise<CliResult> }

/** The command that runs a client, and the variables of every test. */
export function cliCommand(
  client: Client,
  words: readonly string[],
  { port, cwd, env }: CliOptions,
): { file: string; args: string[]; env: Record<string, string> } {
  const program = resolve(import.meta.dirname, `../../client/${client}.ts`)
  const { PATH = "", NODE_COMPILE_CACHE = "" } = process.env
  const base = {
    PATH,
    NODE_COMPILE_CACHE,
    REELWIRE_SERVER: `127.0.0.1:${port}`,
    REELWIRE_STATE_DIR: join(cwd, ".state"),
    LANG: "C.UTF-8",
    TZ: "UTC",
  }
  return { file: process.execPath, args: [program, ...words], env: { ...base, ...env } }
}

/** Starts a client with its standard input closed. */
export function startCli(client: Client, words: readonly string[], options: CliOptions): RunningCli {
  const { file, args, env } = cliCommand(client, words, options)
  const child = spawn(file, args, { cwd: options.cwd, env, stdio: ["ignore", "pipe", "pipe"] })
  const code = new Promise<number | null>((done) => child.on("close", (exitCode) => done(exitCode)))
  const result = Promise.all([code, text(child.stdout), text(child.stderr)]).then(
    ([exitCode, stdout, stderr]) => ({ code: exitCode, stdout, stderr }),
  )
  return { child, result }
}

/** Runs a client to its end. */
export function runCli(client: Client, words: readonly string[], options: CliOptions): Promise<CliResult> {
  return startCli(client, words, options).result
}

/** A folder that goes away with its test. */
export async function tempFolder(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(tmpdir(), "reelwire-client-"))
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) }
}
