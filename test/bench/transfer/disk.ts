import { execFile } from "node:child_process"
import { mkdir } from "node:fs/promises"
import { join } from "node:path"
import { promisify } from "node:util"
import { placed } from "../kit/cores.ts"
import { type Contender, interleave } from "../kit/interleave.ts"
import { temporaryFolder } from "../kit/paths.ts"
import type { Case } from "../kit/result.ts"
import { upload } from "./contenders.ts"
import { connect, Library } from "./library.ts"
import { newFilm, type Stage } from "./stage.ts"
import { clearerOf } from "./stored-files.ts"
import { beginPieces } from "./ways.ts"

const name = "upload to a disk, 1 stream"
/** A disk is slow, and its pace is the same for both. */
const mostRounds = 3
const pairs = [{ of: "Reelwire", to: "dd conv=fsync", goal: 0.9 }]
const gibibyte = 1024 ** 3
const smallFilmBytes = 64 * 1024 ** 2

const run = promisify(execFile)

/** Uploads into the folder of temporary files, where a film is on the disk when its reply comes, against a copy by dd that ends the same way. */
export async function runDisk(stage: Stage): Promise<Case[]> {
  if (!name.includes(stage.filter)) return []
  const { schedule, otherEnd, place, filmBytes } = stage
  await using folder = await temporaryFolder()
  const library = await Library.make(join(folder.path, "library"), newFilm(smallFilmBytes), otherEnd)
  await using server = await library.start({ place })
  await using admin = await connect(server)
  const mine = upload("Reelwire", server, otherEnd, {
    target: { port: server.port, framing: "frames", isTls: false },
    size: filmBytes,
    begin: () => beginPieces(admin, filmBytes, 1),
    clear: await settled(server.dataDir),
  })
  const contenders = [mine, await copyByDd(stage, join(folder.path, "dd"))]
  return [
    await interleave(name, contenders, pairs, { ...schedule, rounds: Math.min(mostRounds, schedule.rounds) }),
  ]
}

async function copyByDd({ library, place, filmBytes }: Stage, folder: string): Promise<Contender> {
  await mkdir(folder)
  const film = await library.filmPath()
  const clear = await settled(folder)
  return {
    name: "dd conv=fsync",
    run: async () => {
      await clear()
      const start = performance.now()
      const args = [`if=${film}`, `of=${join(folder, "copy")}`, "bs=1M", "conv=fsync"]
      await run(...placed(place, "dd", args))
      const seconds = (performance.now() - start) / 1000
      return { count: filmBytes / gibibyte, seconds, cpuSeconds: undefined }
    },
  }
}

/** What is left of the last copy is gone from the disk before the next one begins. */
async function settled(folder: string): Promise<() => Promise<void>> {
  const clear = await clearerOf([folder])
  return async () => {
    await clear()
    await run("sync", [])
  }
}
