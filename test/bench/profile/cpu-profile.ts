import { readdir, readFile } from "node:fs/promises"
import { join } from "node:path"

/** The parts of a V8 CPU profile that are read here. */
export type CpuProfile = {
  readonly nodes: readonly ProfileNode[]
  readonly samples: readonly number[]
  readonly timeDeltas: readonly number[]
  /** Microseconds of the clock that process.hrtime() reads too. */
  readonly startTime: number
}

/** A span of time on that clock. */
export type Window = { readonly from: number; readonly to: number }

type ProfileNode = {
  readonly id: number
  readonly children?: readonly number[]
  readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number }
}

/** Microseconds on the clock of profiles. */
export function profileClock(): number {
  return Number(process.hrtime.bigint() / 1000n)
}

/** Microseconds of self time by "category" and by "function (file:line)". */
export type SelfTimes = { readonly byCategory: Map<string, number>; readonly byFunction: Map<string, number> }

/** The profile of its main thread that a process left in a folder. */
export async function readProfile(folder: string): Promise<CpuProfile> {
  const file = (await readdir(folder)).find((name) => /\.0\.\d+\.cpuprofile$/.test(name))
  if (file === undefined) throw new Error("the process left no profile")
  const profile: CpuProfile = JSON.parse(await readFile(join(folder, file), "utf8"))
  return profile
}

/** Adds up the time in which a function itself ran within `window`, without the time in which nothing was to be done. */
export function selfTimesOf(
  { nodes, samples, timeDeltas, startTime }: CpuProfile,
  window: Window,
): SelfTimes {
  let now = startTime
  const byId = new Map(nodes.map((node): [number, ProfileNode] => [node.id, node]))
  const callers = new Map(nodes.flatMap((node) => (node.children ?? []).map((id) => [id, node] as const)))
  const byCategory = new Map<string, number>()
  const byFunction = new Map<string, number>()
  for (const [index, id] of samples.entries()) {
    const node = byId.get(id)
    const time = timeDeltas[index] ?? 0
    now += time
    if (now < window.from || now > window.to) continue
    if (node === undefined || node.callFrame.functionName === "(idle)") continue
    add(byCategory, categoryOf(node.callFrame), time)
    add(byFunction, describe(node.callFrame, callers.get(id)?.callFrame), time)
  }
  return { byCategory, byFunction }
}

function add(times: Map<string, number>, key: string, time: number): void {
  times.set(key, (times.get(key) ?? 0) + time)
}

const ownFolder = /\/(server|interface\/wire|interface|orm|db)\/[^/]*?[^/].*\.ts$/
const natives: Readonly<Record<string, string>> = {
  parse: "JSON",
  stringify: "JSON",
  writeBuffer: "socket write (native)",
  writeLatin1String: "socket write (native)",
  writeUtf8String: "socket write (native)",
  writev: "socket write (native)",
  all: "node:sqlite (native)",
  get: "node:sqlite (native)",
  run: "node:sqlite (native)",
}

function categoryOf({ functionName, url }: ProfileNode["callFrame"]): string {
  // Calls into the library have no frame of their own: they are a part of the function that makes them.
  if (url.endsWith("orm/sqlite/connection.ts")) return "SQLite and orm/sqlite/connection.ts, which calls it"
  if (functionName === "(garbage collector)") return "garbage collector"
  if (functionName === "(program)")
    return "native code that no function stands for (system calls of the loop)"
  if (url === "") return natives[functionName] ?? "other built-ins"
  const own = url.includes("node_modules") ? undefined : ownFolder.exec(url)?.[1]
  if (own !== undefined) return `our ${own}/`
  const library = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1]
  if (library !== undefined) return library
  if (/^node:(internal\/)?(net|stream|streams|tty|js_stream)|stream_base/.test(url))
    return "node's net and streams"
  if (/async_hooks|async_local|async_context|process\/(task_queues|promises)/.test(url))
    return "node's tasks and contexts"
  return url.startsWith("node:") ? "rest of node" : "rest of this program"
}

function describe(frame: ProfileNode["callFrame"], caller?: ProfileNode["callFrame"]): string {
  const { functionName, url, lineNumber } = frame
  const name = functionName === "" ? "(anonymous)" : functionName
  // A built-in says little without who calls it.
  if (url === "") return caller === undefined || caller.url === "" ? name : `${name} < ${describe(caller)}`
  const path = url.replace(/^file:.*?\/(?=(?:server|interface|orm|db|test|node_modules)\/)/, "")
  return `${name} (${path}:${lineNumber + 1})`
}
