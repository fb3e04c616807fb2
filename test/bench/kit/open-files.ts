import { readFileSync } from "node:fs"

/** How many files and sockets this process, and those that it starts, may have open; undefined where the system does not tell. */
export function openFilesLimit(): number | undefined {
  try {
    // Node raises its own limit to the hard one as it starts.
    const limit = /^Max open files\s+(\S+)/m.exec(readFileSync("/proc/self/limits", "latin1"))?.[1]
    return limit === undefined ? undefined : Number(limit)
  } catch {
    return undefined
  }
}
