import assert from "node:assert/strict"
import { rename } from "node:fs/promises"
import { test } from "node:test"
import { makeFilm } from "../../kit/films.ts"
import { encode } from "../../kit/peer.ts"
import { connectAdmin } from "../../kit/people.ts"
import { startServer } from "../../kit/server.ts"
import { until } from "../../kit/until.ts"

test("a server that serves says that it is alive and ready", async () => {
  await using server = await startServer({ gateway: true })
  const alive = await fetch(`${server.url}/healthz`)
  assert.deepEqual([alive.status, await alive.json()], [200, { alive: true }])
  const ready = await fetch(`${server.url}/readyz`)
  assert.deepEqual([ready.status, await ready.json()], [200, { ready: true, lacking: [] }])
})

test("without its folder for films, or its database, a server is alive and not ready, and says why", async () => {
  await using server = await startServer({ gateway: true })
  const { uploadsDir } = server.settings
  await rename(uploadsDir, `${uploadsDir}-elsewhere`)
  const { database } = server.running.app
  const original = database.driver.table.bind(database.driver)
  database.driver.table = () => new Promise(() => undefined)
  // However long the database takes, here for ever.
  const ready = await fetch(`${server.url}/readyz`)
  assert.deepEqual(
    [ready.status, await ready.json()],
    [503, { ready: false, lacking: ["database", "store"] }],
  )
  assert.equal((await fetch(`${server.url}/healthz`)).status, 200)
  database.driver.table = original
  await rename(`${uploadsDir}-elsewhere`, uploadsDir)
  await until("it is ready again", async () => (await fetch(`${server.url}/readyz`)).status === 200)
})

test("however many ask whether it is ready, the server looks once a second", async () => {
  await using server = await startServer({ gateway: true })
  const { database } = server.running.app
  const original = database.driver.table.bind(database.driver)
  let looks = 0
  database.driver.table = (sql, params) => {
    looks++
    return original(sql, params)
  }
  const startMs = performance.now()
  await Promise.all(Array.from({ length: 50 }, async () => (await fetch(`${server.url}/readyz`)).text()))
  const most = 1 + Math.ceil((performance.now() - startMs) / 1000)
  assert.ok(looks >= 1 && looks <= most, `it looked ${looks} times, not ${most} at most`)
})

test("a server that stops is not ready while it lets what is under way finish", async () => {
  await using server = await startServer({ gateway: true, drainS: 10 })
  const admin = await connectAdmin(server)
  const film = makeFilm(3000)
  await admin.send(
    Buffer.concat([encode({ ...film.request, session: admin.session }), film.bytes.subarray(0, 1000)]),
  )
  const ask = (path: string) => fetch(`${server.url}${path}`, { headers: { connection: "close" } })
  assert.equal((await ask("/readyz")).status, 200)
  const stopped = server.running.stop()
  const ready = await ask("/readyz")
  assert.deepEqual([ready.status, await ready.json()], [503, { ready: false, lacking: ["stopping"] }])
  assert.equal((await ask("/healthz")).status, 200)
  assert.equal((await ask("/")).status, 503)
  await admin.send(film.bytes.subarray(1000))
  assert.equal((await admin.reply()).code, 0)
  await stopped
})
