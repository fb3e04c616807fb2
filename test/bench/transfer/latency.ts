import { setTimeout as delay } from "node:timers/promises"
import { quartilesOf } from "../kit/quartiles.ts"
import type { Figure } from "../kit/result.ts"
import { frameOf } from "../requests/messages.ts"
import { type Crowd, downloaders, EndlessUpload, silentPeers, silentPlan } from "./crowds.ts"
import { connect } from "./library.ts"
import type { Latencies, Target } from "./other-end.ts"
import type { Plan } from "./plan.ts"
import type { Stage } from "./stage.ts"

const name = "small requests"
const streamCounts = [1, 4, 64]
const mostRounds = 3
const probeSeconds = 2
/** Transfers begin before the requests are looked at, and end after them. */
const leadMs = 300
const mostRatio = 2

/** What goes on meanwhile: a crowd's transfers, peers that read nothing, or nothing. */
type Load = {
  readonly name: string
  readonly crowd?: Crowd
  readonly silent?: Plan
  readonly taken: Latencies[]
}

/** How long another member's small requests take while films go up or down, beside how long they take when nothing does. */
export async function runLatency(stage: Stage): Promise<Figure[]> {
  if (!name.includes(stage.filter)) return []
  const { library, place, filmBytes, schedule } = stage
  await using server = await library.start({ place })
  await using admin = await connect(server)
  await using member = await connect(server, "member")
  const target: Target = { port: server.port, framing: "frames", isTls: false }
  const { session } = member
  const small = ["ping", "who_am_i", "get_movie_list"].map((type) => {
    const head = frameOf({ type, session, ...(type === "get_movie_list" ? { movie_type: "all" } : {}) })
    return { head, offset: 0, length: 0 }
  })
  const endless = await EndlessUpload.begin(admin, Math.max(...streamCounts))
  const loads: Load[] = [
    { name: "nothing else", taken: [] },
    ...streamCounts.map((count) => ({
      name: `${count} downloading`,
      crowd: downloaders(admin, filmBytes, count),
      taken: [],
    })),
    ...streamCounts.map((count) => ({
      name: `${count} uploading`,
      crowd: endless.uploaders(count),
      taken: [],
    })),
    {
      name: `${silentPeers.toLocaleString("en-US")} that ask and read nothing`,
      silent: silentPlan(admin),
      taken: [],
    },
  ]
  for (let round = 0; round < Math.min(mostRounds, schedule.rounds); round++) {
    process.stderr.write(`measuring: ${name}, round ${round + 1}\n`)
    for (const load of loads) load.taken.push(await probed(stage, target, { streams: [small] }, load))
  }
  await endless.drop()
  return loads.map((load) => figureOf(load, loads[0]?.taken ?? []))
}

async function probed(
  { otherEnd }: Stage,
  target: Target,
  small: Plan,
  { crowd, silent }: Load,
): Promise<Latencies> {
  await using _held = silent === undefined ? undefined : await otherEnd.hold(target, silent)
  // Their ends would be on other machines, and take no processor time from the server.
  const options = { seconds: probeSeconds + (2 * leadMs) / 1000, isYielding: true }
  const transfers = crowd && otherEnd.transfer(crowd.direction, target, crowd.plan, options)
  const probing = delay(leadMs).then(() => otherEnd.probe(target, small, probeSeconds))
  const [latencies] = await Promise.all([probing, transfers])
  return latencies
}

function figureOf({ name: load, crowd, silent, taken }: Load, idle: readonly Latencies[]): Figure {
  const p99 = quartilesOf(taken.map((one) => one.p99)).median
  const p50 = quartilesOf(taken.map((one) => one.p50)).median
  const ratios = taken.map((one, round) => one.p99 / (idle[round]?.p99 ?? Number.NaN))
  const ratio = quartilesOf(ratios).median
  const value = `p99 ${milliseconds(p99)}, median ${milliseconds(p50)}`
  if ((crowd ?? silent) === undefined) return { name: `${name}, ${load}`, value }
  return {
    name: `${name}, ${load}`,
    value: `${value}; ${ratio.toFixed(2)} × idle p99`,
    goal: `[< ${mostRatio} ×]`,
    isMet: ratio < mostRatio,
  }
}

function milliseconds(seconds: number): string {
  return `${(seconds * 1000).toFixed(2)} ms`
}
