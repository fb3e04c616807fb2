import assert from "node:assert/strict"
import { test } from "node:test"
import mysql from "mysql2/promise"
import { administer, forEachDatabase } from "../kit/databases.ts"
import { mariadbServer } from "../kit/mariadb.ts"
import { connectMember } from "../kit/people.ts"
import { startServer } from "../kit/server.ts"

/** The ids of the connections that a database of the tests has. */
async function connectionsTo(database: string): Promise<number[]> {
  const { host, port } = await mariadbServer()
  const connection = await mysql.createConnection({ host, port, user: "root" })
  try {
    const [rows] = await connection.query("SELECT ID FROM information_schema.PROCESSLIST WHERE DB = ?", [
      database,
    ])
    assert.ok(Array.isArray(rows))
    return rows.map((row) => ("ID" in row ? Number(row.ID) : 0))
  } finally {
    await connection.end()
  }
}

forEachDatabase((kit) => {
  if (kit.name !== "mysql") return
  test("requests work again after the database has cut every connection", async () => {
    await using server = await startServer({}, kit)
    const peer = await connectMember(server)
    const database = new URL(server.settings.databaseUrl).pathname.slice(1)
    for (let round = 0; round < 3; round++) {
      const ids = await connectionsTo(database)
      assert.ok(ids.length > 0)
      for (const id of ids) await administer(`KILL ${id}`)
      // A request that was under way may fail; the ones after it may not.
      const first = await peer.ask({ type: "who_am_i" })
      assert.ok(first.flag || first.code === "INTERNAL")
      await Promise.all(
        Array.from({ length: 5 }, async () => {
          const other = await server.connect()
          await other.ok({ type: "who_am_i", session: peer.session })
        }),
      )
      await peer.ok({ type: "check_notice" })
    }
  })
})
