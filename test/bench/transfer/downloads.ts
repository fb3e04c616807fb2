import { basename, dirname, join } from "node:path"
import type { Peer } from "../../kit/peer.ts"
import type { Contender } from "../kit/interleave.ts"
import type { Case } from "../kit/result.ts"
import type { RunningServer } from "../requests/servers.ts"
import { download } from "./contenders.ts"
import { connect, storedFilmId } from "./library.ts"
import { startNginx } from "./nginx.ts"
import { programPath } from "./packages.ts"
import { compare, type Stage, streamCounts, streamsText } from "./stage.ts"
import { rangesByFrames, rangesByHttp } from "./ways.ts"

type Served = { readonly name: string; readonly server: RunningServer; readonly member: Peer | undefined }

const goal = 0.9

/** Downloads into nothing against nginx, plain and over TLS. */
export async function runDownloads(stage: Stage): Promise<Case[]> {
  return [
    ...(await runKind(stage, "download", false)),
    ...(stage.tls === undefined ? [] : await runKind(stage, "download over TLS", true)),
  ]
}

async function runKind(stage: Stage, kind: string, isTls: boolean): Promise<Case[]> {
  const counts = streamCounts.filter((count) => nameOf(kind, count).includes(stage.filter))
  if (counts.length === 0) return []
  await using opened = new AsyncDisposableStack()
  const served = await serversOf(stage, opened, isTls)
  const cases: Case[] = []
  for (const count of counts) {
    const contenders = await Promise.all(served.map((one) => contenderOf(stage, one, isTls, count)))
    const pairs = [
      { of: "Reelwire", to: "nginx", goal },
      { of: "Reelwire, portable", to: "nginx" },
    ]
    cases.push(await compare(stage, nameOf(kind, count), contenders, pairs))
  }
  return cases
}

function nameOf(kind: string, count: number): string {
  return `${kind}, ${streamsText(count)}`
}

async function serversOf(stage: Stage, opened: AsyncDisposableStack, isTls: boolean): Promise<Served[]> {
  const { library, place, folder } = stage
  const tls = isTls ? stage.tls : undefined
  const secure = tls === undefined ? {} : { REELWIRE_TLS_CERT: tls.cert, REELWIRE_TLS_KEY: tls.key }
  // Over TLS there is no other way than the portable one.
  const ways = isTls
    ? [["Reelwire", "1"]]
    : [
        ["Reelwire", "1"],
        ["Reelwire, portable", "0"],
      ]
  const served: Served[] = []
  for (const [name = "", sendfile = ""] of ways) {
    const server = opened.use(await library.start({ place, env: { REELWIRE_SENDFILE: sendfile, ...secure } }))
    served.push({ name, server, member: opened.use(await connect(server, "member", tls?.ca)) })
  }
  if (programPath("nginx") !== undefined) {
    const shared = dirname(await library.filmPath())
    const own = join(folder, isTls ? "nginx-tls" : "nginx")
    const server = opened.use(await startNginx(own, { shared, place, ...(tls === undefined ? {} : { tls }) }))
    served.push({ name: "nginx", server, member: undefined })
  }
  return served
}

async function contenderOf(
  { library, filmBytes, otherEnd }: Stage,
  { name, server, member }: Served,
  isTls: boolean,
  count: number,
): Promise<Contender> {
  const framing = member === undefined ? "http" : "frames"
  const plan =
    member === undefined
      ? rangesByHttp(`/${basename(await library.filmPath())}`, filmBytes, count)
      : rangesByFrames(member, storedFilmId, filmBytes, count)
  return download(name, server, otherEnd, { target: { port: server.port, framing, isTls }, plan })
}
