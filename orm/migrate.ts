import type { Database } from "./database.ts"
import { DatabaseNewer, MigrationChanged, OrmMisuse } from "./errors.ts"
import type { Migration } from "./migration.ts"

/**
 * Brings the database to where `migrations` end, alone among all programs that try (the others wait, then find nothing
 * to do), and answers the ids that were applied. Throws DatabaseNewer where the database knows more than the program,
 * MigrationChanged where an applied one was edited or skipped.
 */
export function migrate(database: Database, migrations: readonly Migration[]): Promise<string[]> {
  for (const [i, { id }] of migrations.entries()) {
    const before = migrations[i - 1]
    if (before !== undefined && before.id >= id)
      throw new OrmMisuse(`migration ${id} must come before ${before.id}`)
  }
  return database.driver.migrate(migrations)
}

/** What the database remembers of one migration. */
export interface AppliedMigration {
  readonly id: string
  readonly checksum: string
  readonly stepsDone: number
}

/** What is left of one migration: its steps from `from` on. */
export interface PendingMigration {
  readonly migration: Migration
  readonly from: number
}

/** Compares what a program declares with what the database remembers; throws DatabaseNewer and MigrationChanged. */
export function pendingMigrations(
  migrations: readonly Migration[],
  applied: readonly AppliedMigration[],
): PendingMigration[] {
  const known = new Map(migrations.map((one) => [one.id, one]))
  for (const { id, checksum } of applied) {
    const declared = known.get(id)
    if (declared === undefined) {
      throw new DatabaseNewer(
        `the database has the migration ${id}, which this program does not know: update it`,
      )
    }
    if (declared.checksum !== checksum) {
      throw new MigrationChanged(
        `migration ${id} was applied and has been edited since: write a new one instead`,
      )
    }
  }
  const done = new Map(applied.map((one) => [one.id, one.stepsDone]))
  const last = applied.reduce((latest, { id }) => (id > latest ? id : latest), "")
  const pending: PendingMigration[] = []
  for (const migration of migrations) {
    const from = done.get(migration.id) ?? 0
    if (!done.has(migration.id) && migration.id < last) {
      throw new MigrationChanged(
        `migration ${migration.id} was never applied, though ${last} was: renumber it`,
      )
    }
    if (from < migration.steps.length) pending.push({ migration, from })
  }
  return pending
}
