import { setTimeout as delay } from "node:timers/promises"
import { rssBytesOf } from "../kit/cpu-seconds.ts"
import { Helper } from "../kit/helper.ts"
import type { Schedule } from "../kit/interleave.ts"
import { openFilesLimit } from "../kit/open-files.ts"
import { benchFile, memoryFolder } from "../kit/paths.ts"
import { quartilesOf } from "../kit/quartiles.ts"
import type { Figure, Part } from "../kit/result.ts"
import type { GeneratorCommands } from "../load/generator.ts"
import { fillLibrary, logMemberIn } from "../requests/library.ts"
import { frameOf } from "../requests/messages.ts"
import { type RunningServer, startPeer, startReelwire } from "../requests/servers.ts"

const connections = 10_000
const openFilesNeeded = connections + 200
const goalBytes = 100_000_000
const warmUpMs = 2000
const settleMs = 3000
const mostRounds = 3

/** Measures how much the server's memory grows with 10,000 connections that present a session and then say nothing. */
export async function runIdle({ rounds }: Schedule): Promise<Part> {
  return {
    name: "idle",
    title: "Idle connections",
    unit: "",
    command: "npm run bench -- idle",
    cases: [],
    figures: await figuresOf(Math.min(rounds, mostRounds)),
    notes: [
      "Each connection presents a session once and then says nothing. What grew is the resident set, from the server after 2 s under load and 3 s of rest, to 3 s after the last of the connections.",
      `The server and the load generator each need ${openFilesNeeded} open files (ulimit -n), and the server REELWIRE_MAX_CONNECTIONS_PER_ADDRESS, since all come from one address.`,
    ],
  }
}

async function figuresOf(rounds: number): Promise<Figure[]> {
  const limit = openFilesLimit()
  if (limit !== undefined && limit < openFilesNeeded) {
    return [{ name: "Not measured", value: `ulimit -n is ${limit}, and ${openFilesNeeded} are needed` }]
  }
  const mine: number[] = []
  const bare: number[] = []
  for (let round = 0; round < rounds; round++) {
    mine.push(await growthOfReelwire())
    bare.push(await growthOfBare())
  }
  return [figureOf("Reelwire", mine, goalBytes), figureOf("Bare net", bare)]
}

function figureOf(name: string, growths: readonly number[], goal?: number): Figure {
  const { low, median, high } = quartilesOf(growths)
  const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(1)
  return {
    name: `${name}: growth with ${connections.toLocaleString("en-US")} connections`,
    value: `${megabytes(median)} MB (${megabytes(low)} – ${megabytes(high)}), ${Math.round(median / connections)} bytes each`,
    ...(goal === undefined ? {} : { goal: `[< ${megabytes(goal)} MB]`, isMet: median < goal }),
  }
}

async function growthOfReelwire(): Promise<number> {
  await using data = await memoryFolder()
  await using server = await startReelwire({ dataDir: data.path })
  await fillLibrary(server.port)
  await using member = await logMemberIn(server.port)
  return await growthOf(server, frameOf({ type: "ping", session: member.session, id: 7 }))
}

async function growthOfBare(): Promise<number> {
  await using server = await startPeer("bare", { ping: { flag: true, msg: "Here I am.", code: 0 } })
  return await growthOf(server, frameOf({ type: "ping", id: 7 }))
}

async function growthOf({ pid, port }: RunningServer, request: Buffer): Promise<number> {
  await using generator = new Helper<GeneratorCommands>(benchFile("load/generator.ts"), { place: "beside" })
  const plan = { port, request, framing: "frames", depth: 1 } as const
  await generator.ask("open", { name: "warm up", plan: { ...plan, connections: 64 } })
  await generator.ask("run", { name: "warm up", ms: warmUpMs })
  await generator.ask("closeAll", undefined)
  await delay(settleMs)
  const before = rssBytesOf(pid)
  await generator.ask("open", { name: "idle", plan: { ...plan, connections } })
  await delay(settleMs)
  const after = rssBytesOf(pid)
  return before === undefined || after === undefined ? Number.NaN : after - before
}
