import { Helper } from "../kit/helper.ts"
import { type Contender, interleave, type Schedule } from "../kit/interleave.ts"
import { benchFile, memoryFolder } from "../kit/paths.ts"
import type { Case } from "../kit/result.ts"
import type { GeneratorCommands } from "../load/generator.ts"
import { fillLibrary, logMemberIn } from "./library.ts"
import { type RunningServer, startProgram, startReelwire } from "./servers.ts"
import { type Shape, shapes } from "./shapes.ts"
import { gatewayEnv, gatewayOf } from "./start-gateway.ts"

const path = "/api/v1/list_movies?limit=20"
const pairs = [{ of: "Reelwire", to: "Fastify, the same bytes", goal: 0.8 }]

/** Counts the film lists a second by GET, of the gateway and of a Fastify route that answers the same bytes to everybody. */
export async function runList(schedule: Schedule, filter: string): Promise<Case[]> {
  const picked = shapes.filter((shape) => nameOf(shape).includes(filter))
  if (picked.length === 0) return []
  await using data = await memoryFolder()
  const { httpPort, env } = await gatewayEnv()
  await using reelwire = await startReelwire({ dataDir: data.path, env })
  await fillLibrary(reelwire.port)
  await using member = await logMemberIn(reelwire.port)
  const authorization = `Bearer ${member.session}`
  const gateway = await gatewayOf(reelwire, httpPort)
  const answer = await fetch(`http://127.0.0.1:${httpPort}${path}`, { headers: { authorization } })
  const body = await answer.text()
  if (!answer.ok) throw new Error(`the film list is refused: ${body}`)
  await using bare = await startProgram(benchFile("requests/same-bytes-server.ts"), (port) => ({
    BENCH_PORT: String(port),
    BENCH_BODY: body,
  }))
  const lines = [`GET ${path} HTTP/1.1`, "host: 127.0.0.1", `authorization: ${authorization}`]
  const request = Buffer.from(`${lines.join("\r\n")}\r\n\r\n`)
  const targets = [
    { name: "Reelwire", server: gateway },
    { name: "Fastify, the same bytes", server: bare },
  ]
  const cases: Case[] = []
  for (const shape of picked) cases.push(await runShape(shape, targets, request, schedule))
  return cases
}

function nameOf({ name }: Shape): string {
  return `film list by GET, ${name}`
}

async function runShape(
  shape: Shape,
  targets: readonly { readonly name: string; readonly server: RunningServer }[],
  request: Buffer,
  schedule: Schedule,
): Promise<Case> {
  await using generator = new Helper<GeneratorCommands>(benchFile("load/generator.ts"), { place: "beside" })
  const { connections, depth } = shape
  for (const { name, server } of targets) {
    const plan = { port: server.port, request, framing: "http" as const, connections, depth }
    await generator.ask("open", { name, plan })
  }
  const contenders = targets.map(({ name, server }): Contender => {
    const run: Contender["run"] = async (ms) => {
      const before = server.cpuSeconds() ?? Number.NaN
      const sample = await generator.ask("run", { name, ms })
      return { ...sample, cpuSeconds: (server.cpuSeconds() ?? Number.NaN) - before }
    }
    return { name, run }
  })
  const result = await interleave(nameOf(shape), contenders, pairs, schedule)
  await generator.ask("closeAll", undefined)
  return result
}
