import { peakRssBytesOf } from "../kit/cpu-seconds.ts"
import type { Figure } from "../kit/result.ts"
import { type Crowd, downloaders, EndlessUpload, silentPeers, silentPlan } from "./crowds.ts"
import { connect, type ReelwireServer } from "./library.ts"
import type { Target } from "./other-end.ts"
import type { Stage } from "./stage.ts"

const seconds = 2
const kinds = ["sendfile", "portable", "TLS"] as const
const loads = [
  { streams: 1, goalMb: 128 },
  { streams: 64, goalMb: 256 },
] as const

type Kind = (typeof kinds)[number]

/** The most memory that a server holds during transfers, each time a new one. */
export async function runMemory(stage: Stage): Promise<Figure[]> {
  const figures: Figure[] = []
  const measure = async (name: string, goalMb: number, kind: Kind, load: Load): Promise<void> => {
    const full = `peak memory, ${name}`
    if (!full.includes(stage.filter) || (kind === "TLS" && stage.tls === undefined)) return
    process.stderr.write(`measuring: ${full}\n`)
    figures.push(figureOf(full, await peakOf(stage, kind, load), goalMb))
  }
  await measure("nothing under way", 0, "sendfile", async () => undefined)
  for (const { streams, goalMb } of loads) {
    for (const kind of kinds)
      await measure(`${streams} downloading, ${kind}`, goalMb, kind, downloading(streams))
    for (const kind of ["sendfile", "TLS"] as const) {
      const name = kind === "TLS" ? `${streams} uploading, TLS` : `${streams} uploading`
      await measure(name, goalMb, kind, uploading(streams))
    }
  }
  for (const kind of kinds) {
    await measure(
      `${silentPeers.toLocaleString("en-US")} that ask and read nothing, ${kind}`,
      512,
      kind,
      silent,
    )
  }
  return figures
}

type Load = (stage: Stage, server: ReelwireServer, target: Target) => Promise<void>

function downloading(streams: number): Load {
  return async (stage, server, target) => {
    await using member = await connect(server, "member", caOf(stage, target))
    await keepGoing(stage, target, downloaders(member, stage.filmBytes, streams))
  }
}

function uploading(streams: number): Load {
  return async (stage, server, target) => {
    await using admin = await connect(server, "admin", caOf(stage, target))
    const upload = await EndlessUpload.begin(admin, streams)
    await keepGoing(stage, target, upload.uploaders(streams))
    await upload.drop()
  }
}

async function silent(stage: Stage, server: ReelwireServer, target: Target): Promise<void> {
  await using member = await connect(server, "member", caOf(stage, target))
  await using _held = await stage.otherEnd.hold(target, silentPlan(member))
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000))
}

async function keepGoing({ otherEnd }: Stage, target: Target, { direction, plan }: Crowd): Promise<void> {
  await otherEnd.transfer(direction, target, plan, { seconds })
}

async function peakOf(stage: Stage, kind: Kind, load: Load): Promise<number | undefined> {
  const { library, place, tls } = stage
  const secure =
    kind === "TLS" ? { REELWIRE_TLS_CERT: tls?.cert ?? "", REELWIRE_TLS_KEY: tls?.key ?? "" } : {}
  const env = { ...secure, REELWIRE_SENDFILE: kind === "sendfile" ? "1" : "0" }
  await using server = await library.start({ place, env })
  await load(stage, server, { port: server.port, framing: "frames", isTls: kind === "TLS" })
  return peakRssBytesOf(server.pid)
}

function caOf({ tls }: Stage, { isTls }: Target): string | undefined {
  return isTls ? tls?.ca : undefined
}

function figureOf(name: string, bytes: number | undefined, goalMb: number): Figure {
  const megabytes = (bytes ?? Number.NaN) / 1e6
  const goal = goalMb === 0 ? {} : { goal: `[< ${goalMb} MB]`, isMet: megabytes < goalMb }
  return { name, value: `${megabytes.toFixed(0)} MB`, ...goal }
}
