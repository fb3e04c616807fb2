import { Helper } from "../kit/helper.ts"
import { benchFile, memoryFolder } from "../kit/paths.ts"
import type { GeneratorCommands } from "../load/generator.ts"
import { fillLibrary, logMemberIn } from "../requests/library.ts"
import { frameOf } from "../requests/messages.ts"
import { startReelwire } from "../requests/servers.ts"
import { messages, shapes } from "../requests/shapes.ts"
import { profileClock, readProfile, selfTimesOf, type Window } from "./cpu-profile.ts"
import { renderProfile } from "./render-profile.ts"

const mostFunctions = 45
const warmUpMs = 1000

type Asked = {
  readonly message: (typeof messages)[number]
  readonly shape: (typeof shapes)[number]
  readonly logsRequests: boolean
}

const logSuffix = ", log"

/**
 * Says where Reelwire's time goes while one kind of request is asked for: the first case whose name contains `filter`, with
 * a log to a file where ", log" stands behind it.
 */
export async function profileRequests(ms: number, filter: string): Promise<string> {
  const cases = messages.flatMap((message) =>
    shapes.map((shape) => ({ message, shape, name: `${message.type}, ${shape.name}` })),
  )
  const logsRequests = filter.endsWith(logSuffix)
  const wanted = logsRequests ? filter.slice(0, -logSuffix.length) : filter
  const found = cases.find(({ name }) => name.includes(wanted))
  if (found === undefined) throw new Error(`no case has "${filter}" in its name`)
  await using data = await memoryFolder()
  await using folder = await memoryFolder()
  const { rate, window } = await ask({ ...found, logsRequests }, data.path, folder.path, ms)
  const times = selfTimesOf(await readProfile(folder.path), window)
  return `${found.name}: ${Math.round(rate)} requests/s with the profiler on\n\n${renderProfile(times, mostFunctions)}\n`
}

async function ask(
  { message, shape, logsRequests }: Asked,
  dataDir: string,
  profileDir: string,
  ms: number,
): Promise<{ rate: number; window: Window }> {
  const nodeOptions = ["--cpu-prof", `--cpu-prof-dir=${profileDir}`]
  await using server = await startReelwire({ dataDir, logsRequests, nodeOptions })
  await fillLibrary(server.port)
  await using member = await logMemberIn(server.port)
  await using generator = new Helper<GeneratorCommands>(benchFile("load/generator.ts"), { place: "beside" })
  const request = frameOf({ ...message, session: member.session, id: 7 })
  const { connections, depth } = shape
  await generator.ask("open", {
    name: "all",
    plan: { port: server.port, request, framing: "frames", connections, depth },
  })
  // What is not compiled yet would be seen otherwise.
  await generator.ask("run", { name: "all", ms: warmUpMs })
  const from = profileClock()
  const { count, seconds } = await generator.ask("run", { name: "all", ms })
  return { rate: count / seconds, window: { from, to: profileClock() } }
}
