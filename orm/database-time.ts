import { currentSession } from "./scope.ts"

/** What the clock of the database in scope says, in milliseconds since 1970. */
export async function databaseTime(): Promise<number> {
  const session = currentSession()
  const { rows } = await session.table(`SELECT ${session.dialect.nowMs}`, [])
  return Number(rows[0]?.[0])
}
