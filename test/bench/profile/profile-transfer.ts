import { join } from "node:path"
import { makeCertificate } from "../../kit/certificate.ts"
import { memoryFolder, temporaryFolder } from "../kit/paths.ts"
import { type Crowd, downloaders, EndlessUpload } from "../transfer/crowds.ts"
import { connect, Library, type ReelwireServer, uploadFrame } from "../transfer/library.ts"
import { OtherEnd, type Target } from "../transfer/other-end.ts"
import { newFilm } from "../transfer/stage.ts"
import { profileClock, readProfile, selfTimesOf, type Window } from "./cpu-profile.ts"
import { renderProfile } from "./render-profile.ts"
import { systemCallsDuring } from "./system-calls.ts"
import { threadTimesBetween, threadTimesOf } from "./thread-times.ts"

const filmBytes = 512 * 1024 ** 2
const mostFunctions = 30
const warmUpSeconds = 1
const tracedSeconds = 2

/** What is done: in which direction, over how many streams, and with which settings of the server. */
type Way = {
  readonly direction: "receive" | "send"
  readonly streams: number
  readonly isTls?: boolean
  /** Whether a film goes up in one go, again and again the same. */
  readonly isWhole?: boolean
  readonly env?: Readonly<Record<string, string>>
}

const ways: Readonly<Record<string, Way>> = {
  download: { direction: "receive", streams: 1 },
  "download, 4 streams": { direction: "receive", streams: 4 },
  "download, portable": { direction: "receive", streams: 1, env: { REELWIRE_SENDFILE: "0" } },
  "download over TLS": { direction: "receive", streams: 1, isTls: true },
  upload: { direction: "send", streams: 1 },
  "upload, 4 streams": { direction: "send", streams: 4 },
  upload_movie: { direction: "send", streams: 1, isWhole: true },
  "upload over TLS": { direction: "send", streams: 1, isTls: true },
}

/**
 * Says where Reelwire's time goes while films go down or up, in the way that `filter` names: by thread, by system call, and
 * by function of its main thread.
 */
export async function profileTransfer(ms: number, filter: string): Promise<string> {
  const name = filter === "" ? "upload" : filter
  const way = ways[name]
  if (way === undefined) throw new Error(`no way "${name}"; there are: ${Object.keys(ways).join("; ")}`)
  await using folder = await memoryFolder()
  await using programs = await temporaryFolder()
  const otherEnd = new OtherEnd(programs.path, "anywhere")
  const library = await Library.make(join(folder.path, "library"), newFilm(filmBytes), otherEnd)
  const tls = way.isTls ? await makeCertificate(programs.path) : undefined
  const secure = tls === undefined ? {} : { REELWIRE_TLS_CERT: tls.cert, REELWIRE_TLS_KEY: tls.key }
  const profiles = join(folder.path, "profiles")
  const nodeOptions = ["--cpu-prof", `--cpu-prof-dir=${profiles}`]
  const start = (options: readonly string[]): Promise<ReelwireServer> =>
    library.start({ place: "anywhere", nodeOptions: options, env: { ...way.env, ...secure } })
  const { rate, window, threads } = await run(await start(nodeOptions), otherEnd, { ...way, ca: tls?.ca }, ms)
  const times = selfTimesOf(await readProfile(profiles), window)
  const calls = await trace(await start([]), otherEnd, { ...way, ca: tls?.ca }, join(programs.path, "calls"))
  return [
    `${name}: ${rate.toFixed(2)} GiB/s with the profiler on`,
    "",
    "Seconds of processor for each GiB",
    ...threads,
    "",
    ...(calls === undefined ? [] : ["System calls", calls, ""]),
    renderProfile(times, mostFunctions),
    "",
  ].join("\n")
}

type Run = Way & { readonly ca: string | undefined }

async function run(
  running: ReelwireServer,
  otherEnd: OtherEnd,
  way: Run,
  ms: number,
): Promise<{ rate: number; window: Window; threads: string[] }> {
  await using server = running
  return await withCrowd(server, way, async ({ direction, plan }, target) => {
    await otherEnd.transfer(direction, target, plan, { seconds: warmUpSeconds })
    const [before, from] = [threadTimesOf(server.pid), profileClock()]
    const { bytes, seconds } = await otherEnd.transfer(direction, target, plan, { seconds: ms / 1000 })
    const window = { from, to: profileClock() }
    const gibibytes = bytes / 1024 ** 3
    const threads = threadTimesBetween(before, threadTimesOf(server.pid), server.pid).map((thread) => {
      const [user, system] = [thread.user / gibibytes, thread.system / gibibytes]
      return `${user.toFixed(3).padStart(7)} user ${system.toFixed(3).padStart(7)} system  ${thread.name}`
    })
    return { rate: gibibytes / seconds, window, threads }
  })
}

async function trace(
  running: ReelwireServer,
  otherEnd: OtherEnd,
  way: Run,
  file: string,
): Promise<string | undefined> {
  await using server = running
  return await withCrowd(server, way, ({ direction, plan }, target) => {
    const work = (): Promise<unknown> =>
      otherEnd.transfer(direction, target, plan, { seconds: tracedSeconds })
    return systemCallsDuring(server.pid, file, work)
  })
}

async function withCrowd<T>(
  server: ReelwireServer,
  { direction, streams, isTls = false, isWhole = false, ca }: Run,
  work: (crowd: Crowd, target: Target) => Promise<T>,
): Promise<T> {
  const target: Target = { port: server.port, framing: "frames", isTls }
  await using peer = await connect(server, "admin", ca)
  if (direction === "receive") return await work(downloaders(peer, filmBytes, streams), target)
  if (isWhole) {
    const film = newFilm(filmBytes)
    const plan = { streams: [[film.whole(uploadFrame(film, peer.session))]] }
    return await work({ direction, plan }, target)
  }
  const upload = await EndlessUpload.begin(peer, streams)
  return await work(upload.uploaders(streams), target)
}
