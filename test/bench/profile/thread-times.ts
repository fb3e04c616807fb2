import { readdirSync, readFileSync } from "node:fs"

const ticksPerSecond = 100

/** Seconds that a thread has taken, in its program and in the system. */
type Times = { readonly name: string; readonly user: number; readonly system: number }

/** What each thread of a process has taken so far, by its number; empty where the system does not tell. */
export function threadTimesOf(pid: number): Map<string, Times> {
  try {
    return new Map(readdirSync(`/proc/${pid}/task`).map((thread) => [thread, timesOf(pid, thread)]))
  } catch {
    return new Map()
  }
}

/** What was taken between two looks, in seconds by threads of the same name, and the greatest first. */
export function threadTimesBetween(
  before: ReadonlyMap<string, Times>,
  after: ReadonlyMap<string, Times>,
  mainThread: number,
): Times[] {
  const sums = new Map<string, Times>()
  for (const [thread, { name, user, system }] of after) {
    const key = thread === String(mainThread) ? "main thread" : `threads called ${name}`
    const first = before.get(thread)
    const sum = sums.get(key)
    sums.set(key, {
      name: key,
      user: (sum?.user ?? 0) + user - (first?.user ?? 0),
      system: (sum?.system ?? 0) + system - (first?.system ?? 0),
    })
  }
  return [...sums.values()].toSorted((a, b) => b.user + b.system - a.user - a.system)
}

function timesOf(pid: number, thread: string): Times {
  const stat = readFileSync(`/proc/${pid}/task/${thread}/stat`, "latin1")
  const name = stat.slice(stat.indexOf("(") + 1, stat.lastIndexOf(")"))
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ")
  return { name, user: Number(fields[11]) / ticksPerSecond, system: Number(fields[12]) / ticksPerSecond }
}
