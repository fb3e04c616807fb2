import assert from "node:assert/strict"
import { once } from "node:events"
import { type TestContext, test } from "node:test"
import { pino } from "pino"
import { openDatabase } from "../../orm/database.ts"
import { Scheduler } from "../../server/jobs/scheduler.ts"
import { temporaryFolder } from "../kit/temporary-folder.ts"

type Tools = { readonly scheduler: Scheduler; readonly logged: readonly string[] }

/** A scheduler whose waits pass when a test says so. */
async function withScheduler(context: TestContext, work: (tools: Tools) => Promise<void>): Promise<void> {
  await using folder = await temporaryFolder()
  await using database = await openDatabase(`sqlite:${folder.path}/test.sqlite`)
  context.mock.timers.enable({ apis: ["setTimeout"] })
  const logged: string[] = []
  await work({
    scheduler: new Scheduler(database, pino({}, { write: (line) => void logged.push(line) })),
    logged,
  })
}

/** Answers when what is due has run as far as it goes without waiting. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 10; turn++) await new Promise((resolve) => setImmediate(resolve))
}

test("a job runs at once, and again that long after it has ended", (context) =>
  withScheduler(context, async ({ scheduler }) => {
    let begun = 0
    let end = Promise.withResolvers<void>()
    scheduler.start({
      name: "job",
      everyMs: 1000,
      run: () => {
        begun++
        return end.promise
      },
    })
    assert.equal(begun, 1)
    context.mock.timers.tick(10_000)
    await settled()
    assert.equal(begun, 1, "never two runs at once")
    end.resolve()
    end = Promise.withResolvers()
    await settled()
    context.mock.timers.tick(999)
    assert.equal(begun, 1)
    context.mock.timers.tick(1)
    assert.equal(begun, 2)
    end.resolve()
    await scheduler.stop()
  }))

test("a job that fails is logged and tried again, no sooner than a minute later", (context) =>
  withScheduler(context, async ({ scheduler, logged }) => {
    let begun = 0
    scheduler.start({
      name: "unlucky",
      everyMs: 1000,
      run: async () => {
        begun++
        if (begun === 1) throw new Error("the disk is on fire")
      },
    })
    await settled()
    assert.match(logged.join(), /unlucky.*the disk is on fire|the disk is on fire.*unlucky/s)
    await settled()
    context.mock.timers.tick(59_999)
    assert.equal(begun, 1)
    context.mock.timers.tick(1)
    assert.equal(begun, 2)
    await settled()
    context.mock.timers.tick(1000)
    assert.equal(begun, 3)
    await scheduler.stop()
    assert.equal(logged.length, 1)
  }))

test("stopping tells the run under way, waits for its end, and lets no other begin", (context) =>
  withScheduler(context, async ({ scheduler, logged }) => {
    const told: string[] = []
    scheduler.start({
      name: "long",
      everyMs: 1,
      run: async (signal) => {
        await once(signal, "abort")
        told.push("the job was told")
        await settled()
        told.push("the job has ended")
        throw new Error("because it was told")
      },
    })
    let idle = 0
    scheduler.start({ name: "idle", everyMs: 1000, run: async () => void idle++ })
    await settled()
    await scheduler.stop()
    told.push("the scheduler has stopped")
    assert.deepEqual(told, ["the job was told", "the job has ended", "the scheduler has stopped"])
    context.mock.timers.tick(100_000)
    await settled()
    assert.deepEqual([idle, logged], [1, []])
  }))
