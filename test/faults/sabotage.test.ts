import assert from "node:assert/strict"
import { spawn } from "node:child_process"
import { once } from "node:events"
import { join } from "node:path"
import { text } from "node:stream/consumers"
import { describe, test } from "node:test"
import { sabotaged } from "../kit/sabotage/sabotaged.ts"
import { isTorture } from "../kit/scale.ts"

/** A sabotage, a test that has to go red with it, and what that test says then. */
type Sabotage = {
  readonly name: string
  readonly file: string
  readonly test: string
  readonly shows: RegExp
  /** What it breaks runs in the test's own process. */
  readonly isOwn?: true
  /** It takes long: left to the torture. */
  readonly isSlow?: true
}

const lost =
  /kind: '(?:missing|damaged|no_manifest)'|listed film \d+ \(film-\d+\.mp4\) is there|is what was sent|acknowledged film \d+ is there/
const leftOver = /files without rows/
const timeout = isTorture ? 1_800_000 : 120_000

const belowZero = /is not below zero|below_zero/

/** One that a test of races for money guards against; on SQLite, which takes the shortest. */
function money(name: string, what: string, shows: RegExp): Sabotage {
  return { name, file: "money-races", test: `^sqlite .*${what}`, shows, isOwn: true }
}

const all: readonly Sabotage[] = [
  { name: "no-fsync", file: "power-cut", test: "just acknowledged", shows: lost },
  { name: "no-fsync", file: "power-cut", test: "in the middle of uploads", shows: lost, isSlow: true },
  { name: "no-folder-fsync", file: "power-cut", test: "just acknowledged", shows: lost },
  {
    name: "same-cache-id",
    file: "power-cut",
    test: "never reached",
    shows: /WRONG_CONTENT|is what was sent/,
  },
  { name: "rename-before-verify", file: "failing-calls", test: "killed at any call", shows: leftOver },
  { name: "rename-before-verify", file: "kill", test: "after kills", shows: leftOver, isSlow: true },
  { name: "no-mark", file: "failing-calls", test: "killed at any call", shows: leftOver, isSlow: true },
  { name: "no-reservation", file: "full-disk", test: "stays its own", shows: /NO_SPACE/ },
  {
    name: "unchecked-pieces",
    file: "cut-downloads",
    test: "bit flipped anywhere",
    shows: /is what was asked for/,
    isOwn: true,
  },
  {
    name: "unchecked-pieces",
    file: "cut-uploads",
    test: "bit flipped anywhere",
    shows: /is not the film that was announced|is what was sent/,
    isOwn: true,
  },
  money("any-balance", "as it pays for", belowZero),
  money("kept-balance", "as it pays for", /balance of \S+ after entry \d+ is the sum/),
  money("one-side", "as it pays for", /sum to zero/),
  money("any-purchase", "bought on many connections", /nobody has bought a film twice/),
  money("no-key", "has the same answer", /a repeat has the first answer/),
  money("any-voucher", "redeem one voucher", /one wins/),
  money("any-price", "confirmed another price", /another price than was confirmed/),
  { name: "no-key", file: "buyers", test: "^sqlite", shows: /a key|a repeat/, isSlow: true },
  { name: "any-balance", file: "buyers", test: "^sqlite", shows: belowZero, isSlow: true },
  { name: "any-price", file: "buyers", test: "^sqlite", shows: /is booked, once/, isSlow: true },
  {
    name: "no-nobody-hash",
    file: "../server/login-timing",
    test: "^an account and a name",
    shows: /the time tells them apart/,
    isOwn: true,
  },
  {
    name: "no-name-limit",
    file: "../server/login-tries",
    test: "from all addresses",
    shows: /failures of one name/,
    isOwn: true,
  },
  {
    name: "last-comes-first",
    file: "../server/queue/crowd",
    test: "sqlite .*nobody is overtaken",
    shows: /deep-?equal/i,
    isOwn: true,
  },
  {
    name: "single-lane",
    file: "../server/queue/crowd",
    test: "sqlite .*nobody is overtaken",
    shows: /deep-?equal/i,
    isOwn: true,
  },
  {
    name: "places-not-stored",
    file: "line",
    test: "sqlite .*lose no place",
    shows: /the place of member \d+ is there/,
  },
  { name: "retry-fsync", file: "failing-calls", test: "a call that fails", shows: /synced once more/ },
]

/**
 * Runs a fault test by itself, in small, under a sabotage; answers its exit code and all that it said. Kills it, with all that
 * it started, once `signal` says so.
 */
async function runTest(
  { name, file, test: pattern, isOwn }: Sabotage,
  signal: AbortSignal,
): Promise<{ code: number | null; said: string }> {
  // A test runner that finds this variable takes itself for a part of this one.
  const { NODE_TEST_CONTEXT: _, REELWIRE_TEST_SCALE: __, ...env } = process.env
  const path = join(import.meta.dirname, `${file}.test.ts`)
  // What a broken program leaves open must not keep the test's process from ending.
  const options = ["--test", "--test-force-exit", `--test-name-pattern=${pattern}`]
  const child = spawn(process.execPath, [...options, path], {
    env: { ...env, REELWIRE_TEST_SABOTAGE: name, ...(isOwn ? sabotaged(name) : {}) },
    stdio: ["ignore", "pipe", "ignore"],
    detached: true,
  })
  const { pid } = child
  if (pid === undefined) throw new Error("the test could not be started")
  // Detached, it leads a group of its own, which holds whatever it started.
  const kill = (): boolean => process.kill(-pid, "SIGKILL")
  signal.addEventListener("abort", kill)
  try {
    const [[code], said] = await Promise.all([once(child, "close"), text(child.stdout)])
    return { code, said }
  } finally {
    signal.removeEventListener("abort", kill)
  }
}

describe("a fault test goes red with what it guards against", { concurrency: 2 }, () => {
  for (const sabotage of all.filter(({ isSlow }) => isTorture || !isSlow)) {
    test(`${sabotage.name}: ${sabotage.file}`, { timeout }, async (t) => {
      let { code, said } = await runTest(sabotage, t.signal)
      // Where chance decides when a kill comes, a run may miss.
      for (let more = 0; code === 0 && sabotage.isSlow && more < 4; more++)
        ({ code, said } = await runTest(sabotage, t.signal))
      if (/# SKIP/.test(said)) return t.skip("the test can't run here")
      assert.notEqual(code, 0, said)
      assert.match(said, sabotage.shows)
    })
  }
})
