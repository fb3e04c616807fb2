import assert from "node:assert/strict"
import { test } from "node:test"
import fc from "fast-check"
import { assertBooksBalance, readBooks } from "../../kit/books.ts"
import { forEachDatabase } from "../../kit/databases.ts"
import { differencesIn } from "../../kit/money.ts"
import { Library } from "../../kit/money-model/library.ts"
import { plans } from "../../kit/money-model/plans.ts"
import { Step } from "../../kit/money-model/step.ts"
import { scaled } from "../../kit/scale.ts"

const runs = scaled(8, 400)
const timeout = scaled(120_000, 3_600_000)
const given = process.env.REELWIRE_TEST_SEED
const seed = given === undefined ? Date.now() % 2 ** 31 : Number(given)

const choice = fc.record({
  who: fc.nat(11),
  what: fc.nat(999),
  amount: fc.nat(4000),
  twist: fc.nat(7),
})
/** Purchases more often than the rest. */
const kinds = [
  ...Object.keys(plans),
  "buyMovie",
  "buyMovie",
  "buyVip",
  "buyVipPlainly",
  "downloadPlainly",
  "refund",
]
const steps = kinds.map((kind) => choice.map((chosen) => new Step(kind, chosen)))

forEachDatabase((kit) => {
  test(`whatever is asked in whatever order, money, films and VIP are what a simple model says (seed ${seed})`, {
    timeout,
  }, async () => {
    await using library = await Library.start(kit)
    const property = fc.asyncProperty(
      fc.commands(steps, { maxCommands: 50, size: "max" }),
      async (commands) => {
        const model = await library.begin()
        await fc.asyncModelRun(() => ({ model, real: library }), commands)
      },
    )
    await fc.assert(property, {
      numRuns: runs,
      seed,
      endOnFailure: false,
      interruptAfterTimeLimit: timeout * 0.8,
    })
    assertBooksBalance(await readBooks(library.server.running.app.database))
    assert.deepEqual(await differencesIn(library.admin), [])
  })
})
