import { createConnection } from "mysql2/promise"
import { mariadbServer } from "../../kit/mariadb.ts"
import type { Schedule } from "../kit/interleave.ts"
import type { Part } from "../kit/result.ts"
import { type Comparison, compare } from "./compare.ts"
import { fillTables } from "./tables.ts"

const others = { kysely: undefined, drizzle: undefined, typeorm: undefined }
const callbacks = { "raw mysql2, callbacks": undefined }
const byKey = {
  "raw mysql2": 0.9,
  ...callbacks,
  kysely: undefined,
  drizzle: 2.5,
  "drizzle, prepared": undefined,
  typeorm: undefined,
}
const comparisons: readonly Comparison[] = [
  { operation: "by key", people: 1, against: byKey },
  { operation: "by key", people: 16, against: byKey },
  { operation: "100 rows", people: 1, against: { "raw mysql2": 0.95, ...callbacks, ...others } },
  { operation: "10,000 rows", people: 1, against: { "raw mysql2": 0.95, ...others } },
  { operation: "100 rows with a relation", people: 1, against: { "raw mysql2": 0.95, ...others } },
  { operation: "insert", people: 1, against: { "raw mysql2": 0.9, ...others } },
  { operation: "update", people: 1, against: { "raw mysql2": 0.9, ...callbacks, ...others } },
]

/** Compares the ORM with raw mysql2 and with other libraries on one MariaDB; `filter` picks cases by part of a name. */
export async function runOrmMariadb(schedule: Schedule, filter: string): Promise<Part> {
  const url = await makeDatabase()
  return {
    name: "orm-mariadb",
    title: "ORM on MariaDB",
    unit: "Operations",
    command: "npm run bench -- orm-mariadb",
    cases: await compare(url, comparisons, schedule, filter),
    figures: [],
    notes: [
      "Raw mysql2 gives rows as objects, as it does by itself. Its relation is made of the same two queries by hand.",
      "A commit does not wait for the disk here (innodb_flush_log_at_trx_commit = 0), which would hide the rest.",
    ],
  }
}

/** Starts a MariaDB of our own and fills a database in it; answers its URL. */
export async function makeDatabase(): Promise<string> {
  const { host, port, url } = await mariadbServer()
  const connection = await createConnection({ host, port, user: "root" })
  await connection.query("CREATE DATABASE IF NOT EXISTS bench")
  await connection.end()
  await fillTables(`${url}/bench`)
  return `${url}/bench`
}
