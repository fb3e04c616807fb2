import { readdirSync, readFileSync } from "node:fs"

const ticksPerSecond = 100

/** Seconds of processor that a process's threads have taken so far; undefined where the system does not tell (no /proc). */
export function cpuSecondsOf(pid: number): number | undefined {
  try {
    return threadSecondsOf(pid)
  } catch {
    return undefined
  }
}

/** The same, to a hundredth, with threads that have ended and all processes that it started. */
export function familyCpuSecondsOf(pid: number): number | undefined {
  try {
    return familySecondsOf(pid)
  } catch {
    return undefined
  }
}

/** Seconds of processor, to a hundredth, of all processes that this one started and that have ended. */
export function endedChildrenCpuSeconds(): number | undefined {
  try {
    return statSecondsOf(process.pid, 13)
  } catch {
    return undefined
  }
}

/** Bytes of memory that a process holds; undefined where the system does not tell. */
export function rssBytesOf(pid: number): number | undefined {
  return statusBytesOf(pid, "VmRSS")
}

/** The most bytes of memory that a process has held so far; undefined where the system does not tell. */
export function peakRssBytesOf(pid: number): number | undefined {
  return statusBytesOf(pid, "VmHWM")
}

function statusBytesOf(pid: number, key: string): number | undefined {
  try {
    const status = readFileSync(`/proc/${pid}/status`, "latin1")
    const kib = new RegExp(`^${key}:\\s+(\\d+)`, "m").exec(status)?.[1]
    return kib === undefined ? undefined : Number(kib) * 1024
  } catch {
    return undefined
  }
}

function threadSecondsOf(pid: number): number {
  let nanoseconds = 0
  for (const thread of readdirSync(`/proc/${pid}/task`)) {
    nanoseconds += Number.parseInt(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, "latin1"), 10)
  }
  return nanoseconds / 1e9
}

function familySecondsOf(pid: number): number {
  return childrenOf(pid).reduce(
    (sum, child) => sum + (familyCpuSecondsOf(child) ?? 0),
    statSecondsOf(pid, 11) + statSecondsOf(pid, 13),
  )
}

/**
 * Two neighbouring fields of a process's line of figures, user and system time: from 11 on its own with that of its ended
 * threads, from 13 on that of the processes that it has waited for.
 */
function statSecondsOf(pid: number, first: 11 | 13): number {
  // Behind the program's name, which may hold blanks and brackets.
  const [, rest = ""] = readFileSync(`/proc/${pid}/stat`, "latin1").split(/\) (?=[^)]*$)/)
  const [user, system] = rest.split(" ").slice(first)
  return (Number(user) + Number(system)) / ticksPerSecond
}

/** The processes that a process started and that are there; none where the system does not tell. */
export function childrenOf(pid: number): number[] {
  try {
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "latin1")
    return children.split(" ").filter(Boolean).map(Number)
  } catch {
    // It has ended, or the system does not tell.
    return []
  }
}
