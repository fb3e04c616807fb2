import assert from "node:assert/strict"
import { test } from "node:test"
import { Failure } from "../../interface/failure.ts"
import { SteadyLimit } from "../../server/hourly-limit.ts"

/** A limit whose clock a test moves; `takes` answers the seconds to wait where a try is refused. */
function clocked(mostPerHour: number) {
  let now = 5000
  const limit = new SteadyLimit(mostPerHour, () => now)
  const takes = (key: string): unknown => {
    try {
      limit.take(key)
      return "yes"
    } catch (error) {
      assert.ok(error instanceof Failure && error.code === "TOO_MANY_TRIES")
      return error.keys.seconds
    }
  }
  const pass = (seconds: number): void => {
    now += seconds * 1000
  }
  return { takes, pass }
}

test("so many tries at once, and then one each time an hour's share has gone by", () => {
  const { takes, pass } = clocked(3)
  assert.deepEqual(["a", "a", "a", "a"].map(takes), ["yes", "yes", "yes", 1200])
  pass(1199)
  assert.equal(takes("a"), 1)
  pass(1)
  assert.deepEqual(["a", "a"].map(takes), ["yes", 1200])
  pass(100_000)
  assert.deepEqual(["a", "a", "a", "a"].map(takes), ["yes", "yes", "yes", 1200])
})

test("each key has its own tries, and 0 is no limit", () => {
  const { takes } = clocked(1)
  assert.deepEqual(["a", "b", "a", "b"].map(takes), ["yes", "yes", 3600, 3600])
  const { takes: takesAlways } = clocked(0)
  for (let round = 0; round < 1000; round++) assert.equal(takesAlways("a"), "yes")
})

test("a flood of keys is not remembered without end, and the newest are", () => {
  const { takes } = clocked(1)
  for (let key = 0; key < 20_000; key++) takes(String(key))
  assert.deepEqual([takes("0"), takes("19999")], ["yes", 3600])
})
