import { readdirSync, readFileSync } from "node:fs"

/** Seconds of processor that a process's threads have taken so far; undefined where the system does not tell (no /proc). */
export function cpuSecondsOf(pid: number): number | undefined {
  try {
    let nanoseconds = 0
    for (const thread of readdirSync(`/proc/${pid}/task`)) {
      nanoseconds += Number.parseInt(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, "latin1"), 10)
    }
    return nanoseconds / 1e9
  } catch {
    return undefined
  }
}

/** Bytes of memory that a process holds; undefined where the system does not tell. */
export function rssBytesOf(pid: number): number | undefined {
  try {
    const kib = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "latin1"))?.[1]
    return kib === undefined ? undefined : Number(kib) * 1024
  } catch {
    return undefined
  }
}
