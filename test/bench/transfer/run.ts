import { open, rm } from "node:fs/promises"
import { freemem } from "node:os"
import { join } from "node:path"
import { makeCertificate } from "../../kit/certificate.ts"
import type { Place } from "../kit/cores.ts"
import type { Schedule } from "../kit/interleave.ts"
import { memoryFolder, temporaryFolder } from "../kit/paths.ts"
import type { Case, Figure, Part } from "../kit/result.ts"
import { runDisk } from "./disk.ts"
import { runDownloads } from "./downloads.ts"
import { runGatewayDownloads } from "./gateway-downloads.ts"
import { runIntoFile } from "./into-file.ts"
import { runLatency } from "./latency.ts"
import { Library } from "./library.ts"
import { runMemory } from "./memory.ts"
import { OtherEnd } from "./other-end.ts"
import { installPeers, missingPackages, programPath } from "./packages.ts"
import { newFilm, type Stage } from "./stage.ts"
import { runUploads } from "./uploads.ts"

/** The stored film, the one that comes, and a part of one for sftp. */
const filmsAtOnce = 2.5
/** A film is long enough for one run to say something, and many of them take long. */
const mostRounds = 5
/** For servers, the other end and what the system keeps for connections. */
const othersBytes = 1.5 * 1024 ** 3

/** What the part of transfers is told besides its rounds. */
export type TransferOptions = Schedule & { readonly filmMib: number; readonly cores: Place }

/** Measures transfers in both directions against the servers and clients that people use, with the same other end for all. */
export async function runTransfer(options: TransferOptions, filter: string): Promise<Part> {
  installPeers()
  await using folder = await memoryFolder()
  await using programs = await temporaryFolder()
  const cases: Case[] = []
  const figures: Figure[] = []
  const notes: string[] = []
  if (process.platform !== "linux" || !programPath("cc") || !programPath("C library headers")) {
    const value = "it takes Linux and a C compiler (apt-get install gcc libc6-dev)"
    figures.push({ name: "Not measured", value })
  } else if (freemem() < neededBytes(options)) {
    const needed = (neededBytes(options) / 1024 ** 3).toFixed(1)
    figures.push({
      name: "Not measured",
      value: `it takes ${needed} GiB of free memory; --film-mib makes it less`,
    })
  } else {
    const stage = { ...(await stageIn(folder.path, programs.path, options, filter)), notes }
    cases.push(...(await runDownloads(stage)), ...(await runGatewayDownloads(stage)))
    cases.push(...(await runUploads(stage)), ...(await runDisk(stage)))
    cases.push(...(await runIntoFile(stage)))
    figures.push(...(await runMemory(stage)), ...(await runLatency(stage)))
  }
  const missing = missingPackages()
  return {
    name: "transfer",
    title: "Transfers",
    unit: "GiB",
    cpuOf: "the server (of the client, where a film goes into a file)",
    command: "npm run bench -- transfer",
    cases,
    figures,
    notes: [
      `A film of ${options.filmMib} MiB over loopback, film and stores in memory. The other end is one program in C for all: it reads into one buffer and writes out of one.`,
      ...(missing.length === 0
        ? []
        : [`Not installed here, so that their rows are missing: ${missing.join(", ")}.`]),
      ...notes,
    ],
  }
}

function neededBytes({ filmMib }: TransferOptions): number {
  return filmsAtOnce * filmMib * 1024 ** 2 + othersBytes
}

async function stageIn(
  folder: string,
  programs: string,
  { filmMib, cores, rounds, roundMs }: TransferOptions,
  filter: string,
): Promise<Omit<Stage, "notes">> {
  const filmBytes = filmMib * 1024 ** 2
  await touchMemory(folder, filmsAtOnce * filmBytes)
  const otherEnd = new OtherEnd(programs, cores)
  const library = await Library.make(join(folder, "library"), newFilm(filmBytes), otherEnd)
  const hasTls = programPath("openssl") !== undefined && programPath("OpenSSL headers") !== undefined
  const tls = hasTls ? await makeCertificate(programs) : undefined
  return {
    folder,
    place: cores,
    filmBytes,
    schedule: { rounds: Math.min(mostRounds, rounds), roundMs },
    filter,
    library,
    otherEnd,
    tls,
  }
}

/** A virtual machine gives memory to its guest at the first touch, which takes longer than any transfer: once, before them. */
async function touchMemory(folder: string, bytes: number): Promise<void> {
  const path = join(folder, "touched")
  const block = Buffer.alloc(1024 * 1024, 1)
  const file = await open(path, "w")
  for (let written = 0; written < bytes; written += block.length) await file.write(block)
  await file.close()
  await rm(path)
}
