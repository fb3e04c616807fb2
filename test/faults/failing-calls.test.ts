import assert from "node:assert/strict"
import { join } from "node:path"
import { test } from "node:test"
import { FaultLibrary } from "../kit/fault-library.ts"
import type { ServerProcess } from "../kit/process.ts"
import { sabotaged } from "../kit/sabotage/sabotaged.ts"
import { isTorture } from "../kit/scale.ts"
import { noStrace, traced } from "../kit/strace.ts"
import { temporaryFolder } from "../kit/temporary-folder.ts"
import { uploadFilms } from "../kit/upload-films.ts"

/** The calls of a server on one library, of which one is to fail. */
type Case = {
  readonly library: FaultLibrary
  readonly server: ServerProcess
  /** strace's, for the call that fails. */
  readonly expressions: readonly string[]
  /** Two films of the same content to upload, one by upload_movie and one piece by piece. */
  readonly films: readonly number[]
  readonly number: number
}

/** Calls by which films and rows get to their places. */
const placing = ["fsync", "fdatasync", "rename", "link", "unlink", "openat", "ftruncate", "fallocate"]
const writing = ["pwrite64", "pwritev"]
const timeout = isTorture ? 1_800_000 : 120_000
// strace counts the calls of each thread by itself: with one thread for files they have one order.
const env = { ...sabotaged(), UV_THREADPOOL_SIZE: "1" }

/**
 * Runs a check for each of these calls and each of the first times that it is made, on one library; the check answers whether
 * the call was made that often.
 */
async function atEachCall(
  calls: readonly string[],
  times: number,
  fault: string,
  check: (one: Case) => Promise<boolean>,
): Promise<void> {
  await using folder = await temporaryFolder()
  const place = { dataDir: folder.path, uploadsDir: join(folder.path, "uploads") }
  const library = new FaultLibrary(place, env)
  let number = 0
  for (const call of calls) {
    for (let time = 1; time <= times; time++) {
      await using server = await library.start()
      number++
      const films = [number * 10 + 8, number * 10 + 9]
      // What is injected has to be traced, and what is traced shows it.
      const expressions = [`trace=fsync,unlink,unlinkat,${call}`, `inject=${call}:${fault}:when=${time}`]
      const wasMade = await check({ library, server, films, number, expressions })
      server.child.kill("SIGKILL")
      await server.ended()
      if (!wasMade) break
    }
  }
  await using server = await library.start()
  await library.audit(server, { anew: true })
}

/** Every other time the server dies of a failure before it does anything else. */
function goesOn(number: number): boolean {
  return number % 2 === 0
}

/** The codes with which films were refused that were uploaded one by one; rejects where one was left without an answer. */
async function uploadEach({ library, server, films, number }: Case): Promise<string[]> {
  const codes: string[] = []
  for (const film of films) {
    if (codes.length > 0 && !goesOn(number)) break
    await uploadFilms(() => server.connect(), [film], library.acknowledge).catch((error: unknown) => {
      const code = error instanceof assert.AssertionError && /"code":"([A-Z_]+)"/.exec(error.message)?.[1]
      if (typeof code !== "string") throw error
      codes.push(code)
    })
  }
  return codes
}

/** The files that were synced once more after a sync of theirs had failed, without having been removed in between. */
function syncedAgain(trace: readonly string[]): string[] {
  const failed = new Set<string>()
  const again: string[] = []
  for (const line of trace) {
    const synced = /fsync\(\d+<([^>]*\/(?:unfinished|part\.[^/]*)\/[^>]*)>\)/.exec(line)?.[1]
    const removed = /unlink(?:at)?\(.*"([^"]+)"/.exec(line)?.[1]
    if (removed !== undefined) failed.delete(removed)
    if (synced === undefined) continue
    if (failed.has(synced)) again.push(synced)
    if (line.includes("EIO")) failed.add(synced)
  }
  return again
}

test("a server killed at any call that makes a film safe leaves no film corrupt, lost or left over", {
  timeout,
}, async (t) => {
  if (noStrace !== undefined) return t.skip(noStrace)
  const calls = isTorture ? [...placing, ...writing, "write", "writev", "close"] : ["fsync", "rename", "link"]
  await atEachCall(
    calls,
    isTorture ? 12 : 2,
    "signal=KILL",
    async ({ library, server, films, expressions }) => {
      let wasKilled = false
      await traced(server.child.pid, expressions, async () => {
        await uploadFilms(() => server.connect(), films, library.acknowledge).catch(() => {
          wasKilled = true
        })
      })
      return wasKilled
    },
  )
})

test("a call that fails is a clear failure of its upload: the server goes on, and never syncs a file again that it could not sync", {
  timeout,
}, async (t) => {
  if (noStrace !== undefined) return t.skip(noStrace)
  const calls = isTorture ? [...placing, ...writing] : ["fsync", "rename", "pwritev"]
  await atEachCall(calls, isTorture ? 12 : 2, "error=EIO", async (one) => {
    const trace = await traced(one.server.child.pid, one.expressions, async () => {
      const codes = await uploadEach(one)
      // What failed is tried again at once: the same files come once more.
      if (codes.length > 0 && goesOn(one.number)) codes.push(...(await uploadEach(one)))
      const unclear = codes.filter((code) => code !== "INTERNAL")
      assert.deepEqual(unclear, [], one.expressions.join(" "))
    })
    assert.deepEqual(syncedAgain(trace), [], "files that were synced once more after that had failed")
    if (goesOn(one.number)) assert.deepEqual(await uploadEach(one), [], one.expressions.join(" "))
    return trace.some((line) => line.includes("(INJECTED)"))
  })
})

test("a film whose row could not be made safe is refused for good, whatever becomes of the server after that", async (t) => {
  if (noStrace !== undefined) return t.skip(noStrace)
  const times = isTorture ? 8 : 4
  // The database's calls are made by the main thread. First the one film, then the other: each meets its own row's call.
  for (const turned of isTorture ? [false, true] : [false]) {
    await atEachCall(["fsync"], times, "error=EIO", async (one) => {
      const films = turned ? [...one.films].reverse() : one.films
      const work = async (): Promise<void> => void (await uploadEach({ ...one, films, number: 1 }))
      await traced(one.server.child.pid, one.expressions, work, { isMainOnly: true })
      return true
    })
  }
})
