import assert from "node:assert/strict"
import { test } from "node:test"
import { StoredPlaces } from "../../../server/queue/stored-places.ts"
import { startServer } from "../../kit/server.ts"

test("a place is stored in whichever moment it comes behind another", async () => {
  await using server = await startServer()
  const { database, log } = server.running.app
  const places = new StoredPlaces(database, log)
  // Those of requests that wait by themselves have no row: nothing but their order is kept.
  for (let later = 0; later < 20; later++) {
    const first = places.add(undefined)
    await first
    for (let moment = 0; moment < later; moment++) await undefined
    const second = places.add(undefined)
    const isStored = await Promise.race([
      second.then(() => true),
      new Promise((resolve) => setTimeout(() => resolve(false), 1000)),
    ])
    assert.ok(isStored, `the one that came ${later} moments later was never stored`)
  }
  await places.close()
})
