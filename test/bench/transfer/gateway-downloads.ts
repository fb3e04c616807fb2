import { basename, dirname, join } from "node:path"
import { password } from "../../kit/people.ts"
import type { Contender } from "../kit/interleave.ts"
import type { Case } from "../kit/result.ts"
import type { RunningServer } from "../requests/servers.ts"
import { gatewayEnv, gatewayOf } from "../requests/start-gateway.ts"
import { download } from "./contenders.ts"
import { connect, storedFilmId } from "./library.ts"
import { startNginx } from "./nginx.ts"
import { programPath } from "./packages.ts"
import { compare, type Stage, streamCounts, streamsText } from "./stage.ts"
import { rangesByFrames, rangesByHttp } from "./ways.ts"

const kind = "download over HTTP"
const goal = 0.9
const pairs = [
  { of: "Reelwire, HTTP", to: "Reelwire, TCP", goal },
  { of: "nginx by X-Accel-Redirect", to: "nginx", goal },
  { of: "Reelwire, HTTP", to: "nginx" },
]
/** Where nginx has the films' folder for itself. */
const accelPrefix = "/stored-films/"

/** Downloads by a link, from the gateway itself and through nginx, against the TCP side and nginx alone. */
export async function runGatewayDownloads(stage: Stage): Promise<Case[]> {
  const counts = streamCounts.filter((count) => nameOf(count).includes(stage.filter))
  if (counts.length === 0) return []
  await using opened = new AsyncDisposableStack()
  const { library, place, folder, otherEnd, filmBytes } = stage
  const own = await gatewayEnv()
  const server = opened.use(await library.start({ place, env: own.env }))
  const gateway = await gatewayOf(server, own.httpPort)
  const member = opened.use(await connect(server, "member"))
  const link = await linkOf(gateway)
  const hasNginx = programPath("nginx") !== undefined
  const proxied = hasNginx ? await proxiedBy(stage, opened) : undefined
  const shared = dirname(await library.filmPath())
  const nginx = hasNginx
    ? opened.use(await startNginx(join(folder, "nginx-http"), { shared, place }))
    : undefined
  const film = `/${basename(await library.filmPath())}`
  const cases: Case[] = []
  for (const count of counts) {
    const byHttp = (name: string, from: RunningServer, path: string): Contender => {
      const target = { port: from.port, framing: "http" as const, isTls: false }
      return download(name, from, otherEnd, { target, plan: rangesByHttp(path, filmBytes, count) })
    }
    const target = { port: server.port, framing: "frames" as const, isTls: false }
    const plan = rangesByFrames(member, storedFilmId, filmBytes, count)
    const contenders = [
      byHttp("Reelwire, HTTP", gateway, link),
      download("Reelwire, TCP", server, otherEnd, { target, plan }),
      ...(proxied === undefined ? [] : [byHttp("nginx by X-Accel-Redirect", proxied.nginx, proxied.link)]),
      ...(nginx === undefined ? [] : [byHttp("nginx", nginx, film)]),
    ]
    cases.push(await compare(stage, nameOf(count), contenders, pairs))
  }
  return cases
}

function nameOf(count: number): string {
  return `${kind}, ${streamsText(count)}`
}

/** nginx in front of another server on the same library, which has it send the films. */
async function proxiedBy(
  { library, place, folder }: Stage,
  opened: AsyncDisposableStack,
): Promise<{ readonly nginx: RunningServer; readonly link: string }> {
  const { httpPort, env } = await gatewayEnv()
  const server = opened.use(
    await library.start({ place, env: { ...env, REELWIRE_ACCEL_PREFIX: accelPrefix } }),
  )
  const gateway = await gatewayOf(server, httpPort)
  const films = join(server.dataDir, "uploads", "films")
  const locations = `
    location / { proxy_pass http://127.0.0.1:${httpPort}; proxy_http_version 1.1; proxy_set_header Host $host; }
    location ${accelPrefix} { internal; alias ${films}/; }`
  const own = join(folder, "nginx-accel")
  const nginx = opened.use(await startNginx(own, { shared: films, place, locations }))
  return { nginx, link: await linkOf(gateway) }
}

/** A link to the film of the library, for the member. */
async function linkOf({ port }: RunningServer): Promise<string> {
  const ask = async (type: string, fields: object, session = ""): Promise<Record<string, unknown>> => {
    const headers = { "content-type": "application/json", authorization: `Bearer ${session}` }
    const request = { method: "POST", headers, body: JSON.stringify(fields) }
    const answer = await fetch(`http://127.0.0.1:${port}/api/v1/${type}`, request)
    const reply: Record<string, unknown> = JSON.parse(await answer.text())
    if (!answer.ok) throw new Error(`${type} was refused: ${reply.msg}`)
    return reply
  }
  const { session } = await ask("login", { name: "member", password, user_type: "user" })
  const { url } = await ask("download_movie", { movie_id: storedFilmId }, String(session))
  return String(url)
}
