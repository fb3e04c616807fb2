import { execFile } from "node:child_process"
import { createReadStream, createWriteStream } from "node:fs"
import { mkdir, stat } from "node:fs/promises"
import { basename, dirname, join } from "node:path"
import { pipeline } from "node:stream/promises"
import { promisify } from "node:util"
import { password } from "../../kit/people.ts"
import { placed } from "../kit/cores.ts"
import { cpuSecondsOf, endedChildrenCpuSeconds } from "../kit/cpu-seconds.ts"
import { Helper } from "../kit/helper.ts"
import type { Contender, Sample } from "../kit/interleave.ts"
import { benchFile, projectFile } from "../kit/paths.ts"
import type { Case } from "../kit/result.ts"
import type { RunningServer } from "../requests/servers.ts"
import type { ClientCommands } from "./client-process.ts"
import { storedFilmId } from "./library.ts"
import { startNginx } from "./nginx.ts"
import { programPath } from "./packages.ts"
import { canStartSshd, startSshd } from "./sshd.ts"
import { compare, orNote, type Stage } from "./stage.ts"
import { clearerOf, largeFilesIn } from "./stored-files.ts"

const name = "download into a file"
const gibibyte = 1024 ** 3
/** sftp takes its time; its pace does not depend on the film's size. */
const sftpPart = 4
const pairs = [
  { of: "Reelwire's client", to: "curl from nginx", goal: 0.7 },
  { of: "Reelwire's client", to: "sftp", goal: 3 },
  { of: "Reelwire's client, 4 connections", to: "curl from nginx" },
  { of: "user download (command)", to: "curl from nginx" },
]

const run = promisify(execFile)

/** What a contender downloads with, into a folder that is emptied before. */
type Way = { readonly name: string; readonly take: () => Promise<Sample> }

/** Downloads by our own client, which verifies every piece, against curl and sftp, which verify nothing. */
export async function runIntoFile(stage: Stage): Promise<Case[]> {
  if (!name.includes(stage.filter)) return []
  await using opened = new AsyncDisposableStack()
  const folder = join(stage.folder, "downloads")
  await mkdir(folder)
  const clear = await clearerOf([folder])
  const server = opened.use(await stage.library.start({ place: stage.place }))
  const ways = [
    ...(await ownWays(stage, server, folder, opened)),
    ...(await theirWays(stage, folder, opened)),
  ]
  const contenders = ways.map(({ name: way, take }): Contender => {
    return {
      name: way,
      run: async () => {
        await clear()
        return take()
      },
    }
  })
  return [await compare(stage, name, contenders, pairs)]
}

async function ownWays(
  { place }: Stage,
  server: RunningServer,
  folder: string,
  opened: AsyncDisposableStack,
): Promise<Way[]> {
  const client = opened.use(new Helper<ClientCommands>(benchFile("transfer/client-process.ts"), { place }))
  await client.ask("logIn", { port: server.port, name: "member", password })
  const byLibrary = async (connections: number): Promise<Sample> => {
    const before = cpuSecondsOf(client.program.pid) ?? Number.NaN
    const { bytes, seconds } = await client.ask("download", { id: storedFilmId, folder, connections })
    const cpuSeconds = (cpuSecondsOf(client.program.pid) ?? Number.NaN) - before
    return { count: bytes / gibibyte, seconds, cpuSeconds }
  }
  const command = [
    projectFile("reelwire.js"),
    "user",
    "download",
    String(storedFilmId),
    "--to",
    folder,
    "--yes",
  ]
  const env = {
    REELWIRE_SERVER: `127.0.0.1:${server.port}`,
    REELWIRE_NAME: "member",
    REELWIRE_PASSWORD: "secret",
  }
  return [
    { name: "Reelwire's client", take: () => byLibrary(1) },
    { name: "Reelwire's client, 4 connections", take: () => byLibrary(4) },
    {
      name: "user download (command)",
      take: () => timed(placed(place, process.execPath, command), folder, env),
    },
  ]
}

async function theirWays(stage: Stage, folder: string, opened: AsyncDisposableStack): Promise<Way[]> {
  const { library, place, filmBytes } = stage
  const film = await library.filmPath()
  const target = join(folder, "film.mp4")
  const ways: Way[] = []
  if (programPath("nginx") !== undefined && programPath("curl") !== undefined) {
    const own = join(stage.folder, "nginx-files")
    const nginx = opened.use(await startNginx(own, { shared: dirname(film), place }))
    const url = `http://127.0.0.1:${nginx.port}/${basename(film)}`
    const command = placed(place, "curl", ["--silent", "--fail", "--output", target, url])
    ways.push({ name: "curl from nginx", take: () => timed(command, folder) })
  }
  const ssh = canStartSshd()
    ? await orNote(stage, "sshd", () => startSshd(join(stage.folder, "ssh"), place))
    : undefined
  if (ssh !== undefined) {
    opened.use(ssh.server)
    const part = join(stage.folder, "film-part.mp4")
    await pipeline(createReadStream(film, { end: filmBytes / sftpPart - 1 }), createWriteStream(part))
    const command = placed(place, ssh.sftp, [...ssh.options, `${ssh.where}:${part}`, target])
    ways.push({ name: "sftp", take: () => timed(command, folder) })
  }
  return ways
}

/** Runs a program from its start to its end, which leaves a film in the folder. */
async function timed(
  [command, args]: readonly [string, readonly string[]],
  folder: string,
  env: Readonly<Record<string, string>> = {},
): Promise<Sample> {
  const before = endedChildrenCpuSeconds() ?? Number.NaN
  const start = performance.now()
  await run(command, [...args], { env: { ...process.env, ...env } })
  const seconds = (performance.now() - start) / 1000
  const cpuSeconds = (endedChildrenCpuSeconds() ?? Number.NaN) - before
  const [file = ""] = await largeFilesIn(folder)
  return { count: (await stat(file)).size / gibibyte, seconds, cpuSeconds }
}
