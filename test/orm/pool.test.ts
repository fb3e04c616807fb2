import assert from "node:assert/strict"
import { connect, createServer, type Socket } from "node:net"
import { test } from "node:test"
import { openDatabase } from "../../orm/database.ts"
import { ConnectionLost, DatabaseClosed } from "../../orm/errors.ts"
import { Pool } from "../../orm/mysql/pool.ts"
import { sql } from "../../orm/sql.ts"
import { mariadbServer } from "../kit/mariadb.ts"

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

test("a connection that is reset in the middle of a statement is lost once, and replaced", async () => {
  const { host, port } = await mariadbServer()
  const sockets: Socket[] = []
  const proxy = createServer((near) => {
    const far = connect(port, host)
    sockets.push(near)
    for (const socket of [near, far]) socket.on("error", () => undefined)
    near.pipe(far).pipe(near)
    near.on("close", () => far.destroy())
  })
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve))
  const address = proxy.address()
  assert.ok(typeof address === "object" && address !== null)
  const database = await openDatabase(`mysql://root@127.0.0.1:${address.port}/mysql?poolSize=1`)
  await database.run(async () => {
    const sleeping = sql`SELECT SLEEP(60)`
    // Behind the statement in the same socket, so that it is under way when the socket goes.
    setImmediate(() => sockets.at(-1)?.resetAndDestroy())
    await assert.rejects(sleeping, ConnectionLost)
    assert.deepEqual(await sql`SELECT 1 AS one`, [{ one: 1 }])
    assert.equal(sockets.length, 2)
  })
  await database.close()
  proxy.close()
})
