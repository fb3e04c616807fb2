import { setTimeout as delay } from "node:timers/promises"
import mysql from "mysql2/promise"

/**
 * Ends connections to a database of the tests' MariaDB server with KILL, at random, so that most are in the middle of a transaction
 * where many are under way: one every `everyMs` milliseconds, while `mayKill`, until `signal` says to stop. Answers how many.
 */
export async function killConnections(
  url: string,
  everyMs: number,
  signal: AbortSignal,
  mayKill: () => boolean,
): Promise<number> {
  const { hostname: host, port, pathname } = new URL(url)
  const connection = await mysql.createConnection({ host, port: Number(port), user: "root" })
  let killed = 0
  try {
    while (!signal.aborted) {
      await delay(everyMs)
      if (!mayKill()) continue
      const [rows] = await connection.query(
        "SELECT id FROM information_schema.processlist WHERE db = ? ORDER BY RAND() LIMIT 1",
        [pathname.slice(1)],
      )
      const [row] = Array.isArray(rows) ? rows : []
      const id = Number(Reflect.get(Object(row), "id"))
      // It may have gone by itself meanwhile.
      if (Number.isInteger(id))
        killed += await connection.query(`KILL CONNECTION ${id}`).then(
          () => 1,
          () => 0,
        )
    }
    return killed
  } finally {
    await connection.end()
  }
}
