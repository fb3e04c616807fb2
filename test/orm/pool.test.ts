import assert from "node:assert/strict"
import { connect, createServer, type Socket } from "node:net"
import { type TestContext, test } from "node:test"
import { openDatabase } from "../../orm/database.ts"
import { ConnectionLost, DatabaseClosed } from "../../orm/errors.ts"
import { Pool } from "../../orm/mysql/pool.ts"
import { sql } from "../../orm/sql.ts"
import { transaction } from "../../orm/transaction.ts"
import { mariadbServer } from "../kit/mariadb.ts"
import { until } from "../kit/until.ts"

test("where no connection can be made, everybody who waits learns it, not only the first", async () => {
  let attempts = 0
  const pool = new Pool({ poolSize: 1, queueLimit: 10, acquireTimeoutMs: 60_000 }, async () => {
    attempts++
    throw new ConnectionLost("nobody answers")
  })
  const results = await Promise.allSettled([pool.acquire(), pool.acquire(), pool.acquire()])
  for (const result of results)
    assert.ok(result.status === "rejected" && result.reason instanceof ConnectionLost)
  assert.equal(attempts, 3)
  await pool.close()
  await assert.rejects(pool.acquire(), DatabaseClosed)
})

/** A way to the server of the tests on which every byte can be made to vanish, as behind a dead router. */
async function proxied(t: TestContext): Promise<{ url: string; sockets: Socket[]; swallow: () => void }> {
  const { host, port } = await mariadbServer()
  const sockets: Socket[] = []
  let isSwallowing = false
  const proxy = createServer({ allowHalfOpen: true }, (near) => {
    const far = connect(port, host)
    sockets.push(near)
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      from.on("error", () => undefined)
      from.on("data", (bytes) => isSwallowing || to.write(bytes))
      from.on("end", () => isSwallowing || to.end())
    }
    near.on("close", () => far.destroy())
  })
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve))
  t.after(() => {
    for (const socket of sockets) socket.destroy()
    proxy.close()
  })
  const address = proxy.address()
  assert.ok(typeof address === "object" && address !== null)
  return {
    url: `mysql://root@127.0.0.1:${address.port}/mysql`,
    sockets,
    swallow: () => {
      isSwallowing = true
    },
  }
}

test("a connection that is reset in the middle of a statement is lost once, and replaced", async (t) => {
  const { url, sockets } = await proxied(t)
  const database = await openDatabase(`${url}?poolSize=1`)
  await database.run(async () => {
    const sleeping = sql`SELECT SLEEP(60)`
    // Behind the statement in the same socket, so that it is under way when the socket goes.
    setImmediate(() => sockets.at(-1)?.resetAndDestroy())
    await assert.rejects(sleeping, ConnectionLost)
    assert.deepEqual(await sql`SELECT 1 AS one`, [{ one: 1 }])
    assert.equal(sockets.length, 2)
  })
  await database.close()
})

/** Waits until the other side has let go of these, which half closed would still keep its program alive. */
function gone(sockets: readonly Socket[]): Promise<void> {
  return until("sockets that refuse what is sent", () => {
    for (const socket of sockets) if (socket.readableEnded && !socket.destroyed) socket.write("?")
    return sockets.every((socket) => socket.destroyed)
  })
}

const impatient = "lockWaitS=1&queryTimeoutMs=1100&connectTimeoutMs=300"

test("a server that stops answering is lost in time, with every statement that it left open, and close ends", async (t) => {
  const { url, sockets, swallow } = await proxied(t)
  const database = await openDatabase(`${url}?poolSize=3&${impatient}`)
  await database.run(async () => {
    const left: Promise<unknown>[] = []
    await transaction(async () => {
      // The first is answered: the second counts from there.
      await sql`SELECT 1`
      swallow()
      left.push(sql`SELECT 2`, sql`SELECT 3`)
      await Promise.all(left)
    }).then(
      () => assert.fail("nobody answers"),
      (error) => assert.ok(error instanceof ConnectionLost, String(error)),
    )
    for (const one of left) await assert.rejects(one, ConnectionLost)
    // Neither can another connection be made.
    await assert.rejects(sql`SELECT 4`, ConnectionLost)
  })
  await database.close()
  await gone(sockets)
})

test("close ends where the server stops answering, with statements out and with idle connections", async (t) => {
  const { url, sockets, swallow } = await proxied(t)
  const database = await openDatabase(`${url}?poolSize=2&${impatient}`)
  // Beside an open transaction, so that two connections are ready before the bytes vanish.
  await database.run(() => transaction(() => database.run(() => sql`SELECT 1`)))
  assert.equal(sockets.length, 2)
  swallow()
  const [result] = await Promise.allSettled([database.run(() => sql`SELECT 3`), database.close()])
  assert.ok(result.status === "rejected" && result.reason instanceof ConnectionLost)
  await gone(sockets)
})

test("statements that are answered one after the other have the time each for itself", async (t) => {
  const { url } = await proxied(t)
  const database = await openDatabase(`${url}?${impatient}`)
  await database.run(() =>
    transaction(async () => {
      await Promise.all([sql`SELECT SLEEP(0.8)`, sql`SELECT SLEEP(0.8)`])
    }),
  )
  await database.close()
})
