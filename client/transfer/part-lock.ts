import { randomUUID } from "node:crypto"
import { link, readFile, rename, rm, writeFile } from "node:fs/promises"
import { hostname } from "node:os"
import { setTimeout as pause } from "node:timers/promises"
import { Trouble } from "../trouble.ts"

/** A process that works on a file. */
type Holder = { readonly host: string; readonly pid: number; readonly started: string }

/** Where a file system has no links, who creates a lock writes it a moment later. */
const settlingMs = 200

/**
 * Takes a lock: a file that only one process has at a time; one whose process is gone is taken over. Answers what gives it
 * back; throws Trouble DOWNLOAD_BUSY while somebody has it.
 */
export async function takeLock(lock: string): Promise<() => Promise<void>> {
  const mine = JSON.stringify(await holderOf(process.pid))
  while (!(await isCreated(lock, mine))) {
    const theirs = await textOf(lock)
    if (theirs === undefined) continue
    const holder = holderIn(theirs)
    if (holder !== undefined && (await isAlive(holder))) {
      throw new Trouble("DOWNLOAD_BUSY", { path: lock, pid: holder.pid, host: holder.host })
    }
    await removeStale(lock, theirs)
  }
  return async () => {
    if ((await readFile(lock, "utf8").catch(() => undefined)) === mine) await rm(lock, { force: true })
  }
}

async function isCreated(lock: string, text: string): Promise<boolean> {
  const written = `${lock}.${randomUUID()}`
  try {
    await writeFile(written, text, { flag: "wx" })
    // With a link the lock and its text appear at once.
    await link(written, lock).catch((error: unknown) => {
      if (codeOf(error) === "EEXIST") throw error
      return writeFile(lock, text, { flag: "wx" })
    })
    return true
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false
    throw error
  } finally {
    await rm(written, { force: true })
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : undefined
}

async function textOf(lock: string): Promise<string | undefined> {
  const read = (): Promise<string | undefined> => readFile(lock, "utf8").catch(() => undefined)
  const text = await read()
  if (text === undefined || holderIn(text) !== undefined) return text
  await pause(settlingMs)
  return read()
}

async function removeStale(lock: string, stale: string): Promise<void> {
  // Another process may find it stale as well and have a new one there by now: moving shows which one this is.
  const moved = `${lock}.${randomUUID()}`
  try {
    await rename(lock, moved)
  } catch {
    return
  }
  if ((await readFile(moved, "utf8")) !== stale) await link(moved, lock).catch(() => undefined)
  await rm(moved, { force: true })
}

function holderIn(text: string): Holder | undefined {
  try {
    const { host, pid, started }: Partial<Record<string, unknown>> = JSON.parse(text)
    if (typeof host !== "string" || typeof pid !== "number" || typeof started !== "string") return undefined
    return { host, pid, started }
  } catch {
    return undefined
  }
}

async function isAlive({ host, pid, started }: Holder): Promise<boolean> {
  // Nobody can tell from here what runs on another machine.
  if (host !== hostname()) return true
  try {
    process.kill(pid, 0)
  } catch (error) {
    if (codeOf(error) === "ESRCH") return false
  }
  const now = await holderOf(pid)
  // Some systems hide others' processes, and some tell nobody when one began.
  return started === "" || now.started === "" || now.started === started
}

async function holderOf(pid: number): Promise<Holder> {
  // When it started, in ticks since the machine did: a number of a process is given again, but not with the same one.
  const stat = await readFile(`/proc/${pid}/stat`, "latin1").catch(() => "")
  const started = stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? ""
  return { host: hostname(), pid, started }
}
