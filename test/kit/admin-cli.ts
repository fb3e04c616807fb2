import assert from "node:assert/strict"
import { writeFile } from "node:fs/promises"
import { join } from "node:path"
import type { Settings } from "../../conf/settings.ts"
import { type CliOptions, type CliResult, cliCommand, runCli, tempFolder } from "./cli.ts"
import type { Film } from "./films.ts"
import type { Peer } from "./peer.ts"
import { connectAdmin } from "./people.ts"
import { startServer, type TestServer } from "./server.ts"
import { Terminal } from "./terminal.ts"

/** A server, its first admin "boss", and the admins' client run as that one in a folder of the test's own. */
export type AdminCli = AsyncDisposable & {
  readonly server: TestServer
  readonly folder: string
  /** The admin on a raw connection. */
  readonly peer: Peer
  readonly options: CliOptions
  run(...words: string[]): Promise<CliResult>
  /** Runs a command with --json that has to end with an exit code, 0 where none is said; answers its document. */
  json(words: readonly string[], code?: number): Promise<Record<string, unknown>>
  /** The client on a terminal, as a command or as a menu. */
  terminal(...words: string[]): Terminal
  /** Writes a film into the folder and answers its path. */
  write(film: Film): Promise<string>
}

/** Starts all that. */
export async function startAdminCli(settings: Partial<Settings> = {}): Promise<AdminCli> {
  const owned = new AsyncDisposableStack()
  const folder = owned.use(await tempFolder()).path
  const server = owned.use(await startServer(settings))
  const peer = await connectAdmin(server, "boss")
  const env = { REELWIRE_NAME: "boss", REELWIRE_PASSWORD: "secret" }
  const options = { port: server.port, cwd: folder, env }
  const run = (...words: string[]): Promise<CliResult> => runCli("admin", words, options)
  return {
    server,
    folder,
    peer,
    options,
    run,
    json: async (words, code = 0) => {
      const result = await run(...words, "--json")
      assert.equal(result.code, code, result.stdout + result.stderr)
      assert.equal(result.stdout.trimEnd().split("\n").length, 1, result.stdout)
      return JSON.parse(result.stdout)
    },
    terminal: (...words) => {
      const { file, args, env: variables } = cliCommand("admin", words, options)
      return new Terminal(file, args, { cwd: folder, env: variables }, 110)
    },
    write: async (film) => {
      const path = join(folder, film.request.file_name)
      await writeFile(path, film.bytes)
      return path
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}
