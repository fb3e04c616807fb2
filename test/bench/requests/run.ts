import { join } from "node:path"
import type { Peer } from "../../kit/peer.ts"
import { Helper } from "../kit/helper.ts"
import { type Contender, interleave, type Schedule } from "../kit/interleave.ts"
import { benchFile, memoryFolder, temporaryFolder } from "../kit/paths.ts"
import type { Case, Part } from "../kit/result.ts"
import type { CrowdPlan } from "../load/crowd.ts"
import type { GeneratorCommands } from "../load/generator.ts"
import { fillLibrary, logMemberIn } from "./library.ts"
import { frameOf, postOf, type Replies } from "./messages.ts"
import { runList } from "./run-list.ts"
import { type RunningServer, startPeer, startReelwire } from "./servers.ts"
import { messages, type Shape, shapes } from "./shapes.ts"

type Message = (typeof messages)[number]
type Target = { readonly name: string; readonly server: RunningServer; readonly session: string }

const requestId = 7
const pairs = [
  { of: "Reelwire", to: "bare net", goal: 0.85 },
  { of: "Reelwire", to: "Fastify", goal: 1.7 },
  { of: "Reelwire", to: "bare net with SQLite" },
  // What a goal against Fastify can be reached at all.
  { of: "bare net", to: "Fastify" },
  { of: "Reelwire, log to a file", to: "Reelwire" },
]

/** Counts the requests a second of Reelwire, of a bare net server and of Fastify; `filter` picks cases by part of a name. */
export async function runRequests(schedule: Schedule, filter: string): Promise<Part> {
  await using data = await memoryFolder()
  await using loggedData = await temporaryFolder()
  await using reelwire = await startReelwire({ dataDir: data.path })
  await using logged = await startReelwire({ dataDir: loggedData.path, logsRequests: true })
  await Promise.all([fillLibrary(reelwire.port), fillLibrary(logged.port)])
  await using member = await logMemberIn(reelwire.port)
  await using loggedMember = await logMemberIn(logged.port)
  const replies = await repliesOf(member)
  await using bare = await startPeer("bare", replies)
  await using bareSqlite = await startPeer("bare", replies, join(data.path, "reelwire.sqlite"))
  await using fastify = await startPeer("fastify", replies)
  const targets: Target[] = [
    { name: "Reelwire", server: reelwire, session: member.session ?? "" },
    { name: "bare net", server: bare, session: member.session ?? "" },
    { name: "bare net with SQLite", server: bareSqlite, session: member.session ?? "" },
    { name: "Fastify", server: fastify, session: member.session ?? "" },
    { name: "Reelwire, log to a file", server: logged, session: loggedMember.session ?? "" },
  ]
  const cases: Case[] = []
  for (const message of messages) {
    for (const shape of shapes) {
      const name = `${message.type}, ${shape.name}`
      if (name.includes(filter)) cases.push(await runCase(name, message, shape, targets, schedule))
    }
  }
  cases.push(...(await runList(schedule, filter)))
  return {
    name: "requests",
    title: "Requests",
    unit: "Requests",
    command: "npm run bench -- requests",
    cases,
    figures: [],
    notes: [
      "Busy is the server's own processor time; where it is well under 100 % the load generator or the wake-ups between the two set the pace, and the ratio per CPU second says more.",
    ],
  }
}

async function repliesOf(member: Peer): Promise<Replies> {
  const replies: [string, object][] = []
  for (const message of messages) replies.push([message.type, await member.ok(message)])
  return Object.fromEntries(replies)
}

async function runCase(
  name: string,
  message: Message,
  shape: Shape,
  targets: readonly Target[],
  schedule: Schedule,
): Promise<Case> {
  await using generator = new Helper<GeneratorCommands>(benchFile("load/generator.ts"), { place: "beside" })
  for (const target of targets) {
    await generator.ask("open", { name: target.name, plan: planOf(target, message, shape) })
  }
  const contenders = targets.map(({ name: target, server }): Contender => {
    return {
      name: target,
      run: async (ms) => {
        const before = server.cpuSeconds()
        const sample = await generator.ask("run", { name: target, ms })
        const after = server.cpuSeconds()
        return {
          ...sample,
          cpuSeconds: before === undefined || after === undefined ? undefined : after - before,
        }
      },
    }
  })
  const result = await interleave(name, contenders, pairs, schedule)
  await generator.ask("closeAll", undefined)
  return result
}

function planOf(
  { name, server, session }: Target,
  message: Message,
  { connections, depth }: Shape,
): CrowdPlan {
  const asked = { ...message, session, id: requestId }
  const isHttp = name === "Fastify"
  return {
    port: server.port,
    request: isHttp ? postOf(asked) : frameOf(asked),
    framing: isHttp ? "http" : "frames",
    connections,
    depth,
  }
}
