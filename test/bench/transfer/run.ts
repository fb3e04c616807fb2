import { appendFile, mkdir, rm } from "node:fs/promises"
import { join } from "node:path"
import { Helper } from "../kit/helper.ts"
import { interleave, type Schedule } from "../kit/interleave.ts"
import { benchFile, memoryFolder } from "../kit/paths.ts"
import type { Case, Figure, Part } from "../kit/result.ts"
import { frameOf } from "../requests/messages.ts"
import { startReelwire } from "../requests/servers.ts"
import { logAdminIn, uploadFrame } from "./admin.ts"
import { download, upload } from "./contenders.ts"
import { filmBytes, piece } from "./film.ts"
import { hasNginx, startNginx } from "./nginx.ts"
import type { PeerCommands } from "./peer-process.ts"
import { clearerOf, shareFilm } from "./stored-films.ts"
import { beginTus, startTus } from "./tus.ts"

/** Measures one-stream downloads against nginx and uploads against @tus/server, with the same other end for all. */
export async function runTransfer(schedule: Schedule): Promise<Part> {
  await using folder = await memoryFolder()
  await touchMemory(folder.path)
  await using opened = new AsyncDisposableStack()
  const dataDir = join(folder.path, "reelwire")
  const uploadsDir = join(dataDir, "uploads")
  const [shared, tusFolder] = [join(folder.path, "nginx"), join(folder.path, "tus")]
  await mkdir(dataDir)
  await mkdir(tusFolder)
  await using otherEnd = new Helper<PeerCommands>(benchFile("transfer/peer-process.ts"), {
    isMeasured: false,
  })
  await using reelwire = await startReelwire({ dataDir })
  await using admin = await logAdminIn(reelwire.port)
  const session = admin.session ?? ""
  const head = uploadFrame(session)
  await otherEnd.ask("send", { port: reelwire.port, head, framing: "frames", piece, size: filmBytes })
  await shareFilm(uploadsDir, shared)

  const asked = frameOf({ type: "download_movie", session, movie_id: 1 })
  const downloads = [download("Reelwire", reelwire, otherEnd, asked, "frames")]
  if (hasNginx) {
    const nginx = opened.use(await startNginx(shared))
    const get = Buffer.from("GET /film.mp4 HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n")
    downloads.push(download("nginx", nginx, otherEnd, get, "http"))
  }
  const tus = opened.use(await startTus(benchFile("transfer/tus-server.ts"), tusFolder))
  const begin = (): Promise<Uint8Array> => beginTus(tus.port)
  const clear = await clearerOf([uploadsDir, tusFolder])
  const uploads = [
    upload("Reelwire", reelwire, otherEnd, { clear, framing: "frames", begin: async () => head }),
    upload("@tus/server", tus, otherEnd, { clear, framing: "http", begin }),
  ]
  const cases = [
    await interleave("download, GiB", downloads, hasNginx ? [{ of: "Reelwire", to: "nginx" }] : [], schedule),
    await interleave("upload, GiB", uploads, [{ of: "Reelwire", to: "@tus/server" }], schedule),
  ]
  return {
    name: "transfer",
    title: "Transfers",
    unit: "GiB",
    command: "npm run bench -- transfer",
    cases,
    figures: cases.flatMap(cpuFigures),
    notes: [
      "One stream of 1 GiB over loopback, film and stores in memory, the same program at the other end for all: it reads into one buffer, and writes out of one.",
      ...(hasNginx ? [] : ["nginx is not installed here, so there is nothing to compare downloads with."]),
    ],
  }
}

/** A virtual machine gives memory to its guest at the first touch, which takes longer than any transfer: once, before them. */
async function touchMemory(folder: string): Promise<void> {
  const file = join(folder, "touched")
  for (let written = 0; written < 4 * filmBytes; written += piece.length) await appendFile(file, piece)
  await rm(file)
}

function cpuFigures({ name, rates }: Case): Figure[] {
  return rates.map((rate) => ({
    name: `${rate.name}, ${name.split(",")[0]}: CPU seconds of the server for each GiB`,
    value: (rate.cpuMicroseconds.median / 1e6).toFixed(2),
  }))
}
