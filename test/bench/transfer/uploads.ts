import { mkdir } from "node:fs/promises"
import { join } from "node:path"
import { freePort } from "../kit/free-port.ts"
import type { Contender, Pair } from "../kit/interleave.ts"
import type { Case } from "../kit/result.ts"
import type { RunningServer } from "../requests/servers.ts"
import { type BegunUpload, upload } from "./contenders.ts"
import { startExecutable } from "./executable.ts"
import { connect } from "./library.ts"
import type { Target } from "./other-end.ts"
import { programPath } from "./packages.ts"
import { compare, orNote, type Stage, streamCounts, streamsText } from "./stage.ts"
import { clearerOf } from "./stored-files.ts"
import { startTus } from "./tus.ts"
import { startVsftpd } from "./vsftpd.ts"
import { beginFilms, beginFtpFilms, beginPieces, beginRaw, beginTusFilms } from "./ways.ts"

type Receiver = {
  readonly name: string
  readonly server: RunningServer
  readonly framing: Target["framing"]
  readonly folder: string
  readonly begin: (streams: number) => Promise<BegunUpload>
}

const pairs: readonly Pair[] = [
  { of: "Reelwire", to: "@tus/server", goal: 1.8 },
  { of: "Reelwire", to: "vsftpd", goal: 0.75 },
  { of: "Reelwire", to: "C receiver" },
  { of: "Reelwire, upload_movie", to: "@tus/server", goal: 1.8 },
  { of: "Reelwire, upload_movie", to: "vsftpd", goal: 0.75 },
]

/** Uploads into memory against servers that verify nothing; all that Reelwire takes is verified piece by piece. */
export async function runUploads(stage: Stage): Promise<Case[]> {
  const counts = streamCounts.filter((count) => nameOf(count).includes(stage.filter))
  if (counts.length === 0) return []
  await using opened = new AsyncDisposableStack()
  const receivers = await receiversOf(stage, opened)
  const cases: Case[] = []
  for (const count of counts) {
    const clear = await clearerOf([...new Set(receivers.map(({ folder }) => folder))])
    const contenders = receivers.map((one) => contenderOf(stage, one, count, clear))
    cases.push(await compare(stage, nameOf(count), contenders, pairs))
  }
  return cases
}

function nameOf(count: number): string {
  return `upload, ${streamsText(count)}`
}

function contenderOf(
  { otherEnd, filmBytes }: Stage,
  { name, server, framing, begin }: Receiver,
  streams: number,
  clear: () => Promise<void>,
): Contender {
  return upload(name, server, otherEnd, {
    target: { port: server.port, framing, isTls: false },
    size: filmBytes,
    begin: () => begin(streams),
    clear,
  })
}

async function receiversOf(stage: Stage, opened: AsyncDisposableStack): Promise<Receiver[]> {
  const { folder, place, library, otherEnd, filmBytes } = stage
  const reelwire = opened.use(await library.start({ place }))
  const admin = opened.use(await connect(reelwire))
  const mine = { server: reelwire, framing: "frames", folder: reelwire.dataDir } as const
  const tusFolder = join(folder, "tus")
  const tus = opened.use(await startTus(tusFolder, place))
  const storeFolder = join(folder, "stored")
  await mkdir(storeFolder)
  const storePort = await freePort()
  const store = await startExecutable(
    [otherEnd.path, "store", String(storePort), storeFolder],
    storePort,
    place,
  )
  opened.use(store)
  const receivers: Receiver[] = [
    { ...mine, name: "Reelwire", begin: (streams) => beginPieces(admin, filmBytes, streams) },
    { ...mine, name: "Reelwire, upload_movie", begin: (streams) => beginFilms(admin, filmBytes, streams) },
    {
      name: "@tus/server",
      server: tus,
      framing: "http",
      folder: tusFolder,
      begin: (streams) => beginTusFilms(tus.port, filmBytes, streams),
    },
    {
      name: "C receiver",
      server: store,
      framing: "raw",
      folder: storeFolder,
      begin: (streams) => beginRaw(filmBytes, streams),
    },
  ]
  if (programPath("vsftpd") !== undefined && process.getuid?.() === 0) {
    const ftpFolder = join(folder, "ftp")
    const server = await orNote(stage, "vsftpd", () => startVsftpd(ftpFolder, place))
    const begin = (streams: number): Promise<BegunUpload> => beginFtpFilms(filmBytes, streams)
    if (server !== undefined) {
      opened.use(server)
      receivers.push({ name: "vsftpd", server, framing: "ftp", folder: ftpFolder, begin })
    }
  }
  return receivers
}
