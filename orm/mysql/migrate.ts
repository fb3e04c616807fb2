import { createHash } from "node:crypto"
import type { Bound } from "../codec.ts"
import type { RawRow } from "../dialect.ts"
import { LockTimeout } from "../errors.ts"
import { keyName } from "../keys.ts"
import { type AppliedMigration, type PendingMigration, pendingMigrations } from "../migrate.ts"
import type { Migration, Step } from "../migration.ts"
import type { Link } from "./link.ts"
import { stepSql } from "./schema.ts"
import type { Server } from "./server.ts"

/** How long a program waits while another one migrates. */
const lockWaitS = 120

const readSql = "SELECT id, checksum, steps_done FROM `migration` ORDER BY id"
const beginSql =
  "INSERT INTO `migration` (id, checksum, steps_done, applied_at) VALUES (?, ?, 0, CURRENT_TIMESTAMP(3)) ON DUPLICATE KEY UPDATE id = id"
const stepDoneSql = "UPDATE `migration` SET steps_done = ?, applied_at = CURRENT_TIMESTAMP(3) WHERE id = ?"

/**
 * Applies what is pending under a lock that the server frees when this connection ends. DDL commits by itself here, so
 * each step is recorded as it is done: a program that dies in between goes on from there.
 */
export async function migrateMysql(
  link: Link,
  server: Server,
  migrations: readonly Migration[],
): Promise<string[]> {
  // GET_LOCK counts for the whole server and takes 64 characters.
  const [[database] = []] = await link.rows("SELECT DATABASE()", [])
  const lock = `migrate:${createHash("sha256").update(String(database)).digest("hex").slice(0, 40)}`
  const [[got] = []] = await link.rows(`SELECT GET_LOCK(?, ${lockWaitS})`, [lock])
  if (got !== 1) throw new LockTimeout(`another program has been migrating this database for ${lockWaitS} s`)
  try {
    await link.control(createSql(server))
    const applied = (await link.rows(readSql, [])).map(appliedMigration)
    const pending = pendingMigrations(migrations, applied)
    for (const one of pending) await apply(link, server, one)
    return pending.map(({ migration }) => migration.id)
  } finally {
    if (link.alive) await link.rows("SELECT RELEASE_LOCK(?)", [lock])
  }
}

async function apply(link: Link, server: Server, { migration, from }: PendingMigration): Promise<void> {
  await link.change(beginSql, [migration.id, migration.checksum])
  for (const [i, step] of migration.steps.entries()) {
    if (i < from) continue
    // A seed and its record are one transaction; DDL in it commits at once and is made to bear being run again.
    await link.control("START TRANSACTION")
    try {
      if (!(await isDone(link, step))) await run(link, stepSql(step, server))
      await link.change(stepDoneSql, [i + 1, migration.id])
      await link.control("COMMIT")
    } catch (error) {
      if (link.alive) await link.control("ROLLBACK").catch(() => link.destroy())
      throw error
    }
  }
}

async function run(link: Link, { sql, params }: { sql: string; params: readonly Bound[] }): Promise<void> {
  if (params.length > 0) await link.change(sql, params)
  else await link.control(sql)
}

/** MySQL has no IF (NOT) EXISTS for these, so it is asked whether a program that died has done them. */
async function isDone(link: Link, step: Step): Promise<boolean> {
  if (step.kind === "addColumn" || step.kind === "dropColumn") {
    const sql =
      "SELECT 1 FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = ? AND column_name = ?"
    const isThere = (await link.rows(sql, [step.table, step.column])).length > 0
    return isThere === (step.kind === "addColumn")
  }
  if (step.kind === "createIndex") {
    const sql =
      "SELECT 1 FROM information_schema.statistics WHERE table_schema = DATABASE() AND table_name = ? AND index_name = ?"
    return (await link.rows(sql, [step.table, keyName(step.table, step.columns)])).length > 0
  }
  return false
}

function createSql({ collation }: Server): string {
  return `CREATE TABLE IF NOT EXISTS \`migration\` (
  id VARCHAR(64) PRIMARY KEY, checksum CHAR(64) NOT NULL, steps_done BIGINT NOT NULL, applied_at DATETIME(3) NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=${collation}`
}

function appliedMigration([id, checksum, stepsDone]: RawRow): AppliedMigration {
  return { id: String(id), checksum: String(checksum), stepsDone: Number(stepsDone) }
}
