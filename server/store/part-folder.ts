import { randomUUID } from "node:crypto"
import { mkdir, readdir, stat, utimes } from "node:fs/promises"
import { hostname } from "node:os"
import { join } from "node:path"
import { isNotThere } from "./move.ts"

const prefix = "part"
/** After a day in which nobody touched it, the part folder of a server on another machine is taken for left behind. */
const abandonedMs = 86_400_000
/** The part folders of this very process. */
const own = new Set<string>()

/**
 * Makes a folder for the unfinished uploads of this process alone. Its name carries the machine and the process, so that
 * another server on the same films can tell whether this one still lives.
 */
export async function makePartFolder(uploadsDir: string): Promise<string> {
  const host = hostname().replace(/[^\w-]/g, "_")
  const path = join(uploadsDir, [prefix, host, process.pid, randomUUID()].join("."))
  await mkdir(path)
  own.add(path)
  return path
}

/** Gives a part folder of this process up for the next start to go through. */
export function leavePartFolder(path: string): void {
  own.delete(path)
}

/** Tells servers on other machines that the part folders of this process are in use. */
export async function touchPartFolders(): Promise<void> {
  const now = new Date()
  for (const path of own) {
    await utimes(path, now, now).catch((error: unknown) => {
      if (!isNotThere(error)) throw error
      // The server that made it has stopped.
      own.delete(path)
    })
  }
}

const markEnding = ".published"

/** The mark in a part folder which says that a film may have no row. */
export function markIn(partFolder: string, storedName: string): string {
  return join(partFolder, storedName + markEnding)
}

/** The stored name of the film that an entry of a part folder marks; undefined for an entry that is no mark. */
export function storedNameOfMark(entry: string): string | undefined {
  return entry.endsWith(markEnding) ? entry.slice(0, -markEnding.length) : undefined
}

/** The stored names that have a mark of any server. */
export async function markedNames(uploadsDir: string): Promise<ReadonlySet<string>> {
  const marked = new Set<string>()
  for (const folder of await readdir(uploadsDir)) {
    if (!folder.startsWith(`${prefix}.`)) continue
    for (const entry of await readdir(join(uploadsDir, folder)).catch(() => [])) {
      const storedName = storedNameOfMark(entry)
      if (storedName !== undefined) marked.add(storedName)
    }
  }
  return marked
}

/** The part folders of servers that are gone. */
export async function abandonedPartFolders(uploadsDir: string): Promise<string[]> {
  const host = hostname().replace(/[^\w-]/g, "_")
  const abandoned: string[] = []
  for (const entry of await readdir(uploadsDir)) {
    const [first, itsHost, itsPid] = entry.split(".")
    if (first !== prefix || itsPid === undefined) continue
    const path = join(uploadsDir, entry)
    const isGone = itsHost === host ? !isInUse(path, Number(itsPid)) : await isOld(path)
    if (isGone) abandoned.push(path)
  }
  return abandoned
}

function isInUse(path: string, pid: number): boolean {
  // A process number comes back, in a container at each start: one's own says nothing of a folder that one didn't make.
  if (pid === process.pid) return own.has(path)
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // EPERM: it lives, and belongs to somebody else.
    return error instanceof Error && "code" in error && error.code === "EPERM"
  }
}

async function isOld(path: string): Promise<boolean> {
  // Another server that starts may have been faster.
  const found = await stat(path).catch(() => undefined)
  return found !== undefined && Date.now() - found.mtimeMs > abandonedMs
}
