import assert from "node:assert/strict"
import { test } from "node:test"
import { Database } from "../../orm/database.ts"
import type { Driver } from "../../orm/dialect.ts"
import { CheckViolation, ConnectionLost, Deadlock, UniqueViolation, ValueRefused } from "../../orm/errors.ts"
import {
  boolean,
  choice,
  id,
  int64,
  integer,
  json,
  references,
  text,
  timestamp,
  varchar,
} from "../../orm/field.ts"
import { createTable } from "../../orm/migration.ts"
import { mysqlDialect } from "../../orm/mysql/dialect.ts"
import { mysqlError } from "../../orm/mysql/errors.ts"
import { parameters } from "../../orm/mysql/parameters.ts"
import { stepSql as mysqlStepSql } from "../../orm/mysql/schema.ts"
import { stepSql as sqliteStepSql } from "../../orm/sqlite/schema.ts"
import { forEachDatabase } from "../kit/databases.ts"
import { Film, withLibrary } from "./library.ts"

// Where these tests run there is MariaDB only: what MySQL 8 does otherwise is held by texts and by its documented errors.

const shelf = createTable(
  "shelf",
  {
    id: id(),
    name: varchar(20, { default: "it's" }),
    kind: choice(["a", "b"], { nullable: true }),
    is_open: boolean({ default: true }),
    size: integer({ default: 0 }),
    balance: int64({ default: -(2n ** 63n) }),
    about: text({ nullable: true, maxBytes: 70_000 }),
    facts: json({ nullable: true }),
    author_id: references("author"),
    created_at: timestamp({ default: "now" }),
  },
  { unique: [["name", "kind"]], indexes: [["is_open", "id"]] },
)

test("a table in MySQL 8's words", () => {
  const { sql } = mysqlStepSql(shelf, { name: "MySQL 8.4", isMariadb: false, collation: "utf8mb4_0900_bin" })
  assert.equal(
    sql,
    `CREATE TABLE IF NOT EXISTS \`shelf\` (
  \`id\` BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  \`name\` varchar(20) NOT NULL DEFAULT 'it''s',
  \`kind\` varchar(1) NULL CHECK (\`kind\` IN ('a', 'b')),
  \`is_open\` tinyint(1) NOT NULL DEFAULT 1 CHECK (\`is_open\` IN (0, 1)),
  \`size\` bigint NOT NULL DEFAULT 0 CHECK (\`size\` BETWEEN -9007199254740991 AND 9007199254740991),
  \`balance\` bigint NOT NULL DEFAULT -9223372036854775808,
  \`about\` mediumtext NULL,
  \`facts\` json NULL,
  \`author_id\` bigint NOT NULL,
  \`created_at\` datetime(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
  UNIQUE KEY \`shelf(name,kind)\` (\`name\`, \`kind\`),
  KEY \`shelf(is_open,id)\` (\`is_open\`, \`id\`),
  KEY \`shelf(author_id)\` (\`author_id\`),
  CONSTRAINT \`shelf.author_id\` FOREIGN KEY (\`author_id\`) REFERENCES \`author\` (\`id\`) ON DELETE RESTRICT
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_bin`,
  )
})

test("the same table in SQLite's words", () => {
  assert.deepEqual(
    sqliteStepSql(shelf).map(({ sql }) => sql),
    [
      `CREATE TABLE \`shelf\` (
  \`id\` INTEGER PRIMARY KEY AUTOINCREMENT,
  \`name\` TEXT NOT NULL DEFAULT 'it''s' CONSTRAINT \`shelf.name\` CHECK (length(\`name\`) <= 20),
  \`kind\` TEXT NULL CONSTRAINT \`shelf.kind\` CHECK (\`kind\` IN ('a', 'b')),
  \`is_open\` INTEGER NOT NULL DEFAULT 1 CONSTRAINT \`shelf.is_open\` CHECK (\`is_open\` IN (0, 1)),
  \`size\` INTEGER NOT NULL DEFAULT 0 CONSTRAINT \`shelf.size\` CHECK (\`size\` BETWEEN -9007199254740991 AND 9007199254740991),
  \`balance\` INTEGER NOT NULL DEFAULT -9223372036854775808,
  \`about\` TEXT NULL,
  \`facts\` TEXT NULL CONSTRAINT \`shelf.facts\` CHECK (json_valid(\`facts\`)),
  \`author_id\` INTEGER NOT NULL REFERENCES \`author\` (\`id\`) ON DELETE RESTRICT,
  \`created_at\` INTEGER NOT NULL DEFAULT (CAST(round(unixepoch('subsec') * 1000) AS INTEGER)),
  UNIQUE (\`name\`, \`kind\`)
) STRICT`,
      "CREATE INDEX `shelf(is_open,id)` ON `shelf` (`is_open`, `id`)",
      "CREATE INDEX `shelf(author_id)` ON `shelf` (`author_id`)",
    ],
  )
})

test("MySQL 8's errors become the ORM's own", () => {
  const made = (errno: number, message: string, more: object = {}) =>
    mysqlError(
      Object.assign(new Error(message), { errno, ...more }),
      "INSERT INTO `author` (`name`) VALUES (?)",
    )
  const unique = made(1062, "Duplicate entry 'x' for key 'author.author(name_key,kind)'")
  assert.ok(unique instanceof UniqueViolation)
  assert.deepEqual([unique.table, unique.columns], ["author", ["name_key", "kind"]])
  const primary = made(1062, "Duplicate entry '5' for key 'author.PRIMARY'")
  assert.ok(primary instanceof UniqueViolation)
  assert.deepEqual([primary.table, primary.columns], ["author", ["id"]])
  assert.ok(made(3819, "Check constraint 'shelf_chk_1' is violated.") instanceof CheckViolation)
  assert.ok(made(1213, "Deadlock found when trying to get lock") instanceof Deadlock)
  assert.ok(made(1690, "BIGINT value is out of range in '(`b` + 1)'") instanceof ValueRefused)
  assert.ok(
    made(4031, "The client was disconnected by the server because of inactivity") instanceof ConnectionLost,
  )
  assert.ok(made(0, "read ECONNRESET", { code: "ECONNRESET" }) instanceof ConnectionLost)
})

test("a bigint is bound as 64 bits, never as text or double", () => {
  const longLong = Object.assign((value: unknown) => ({ longLong: value }), { unsigned: () => undefined })
  const types = { LONGLONG: longLong } as unknown as Parameters<typeof parameters>[0]
  assert.deepEqual(parameters(types, [1, "x", 2n, null]), [1, "x", { longLong: 2n }, null])
})

forEachDatabase((kit) => {
  if (kit.name === "sqlite") return

  test("where INSERT knows no RETURNING, save reads what the database made in a second query", () =>
    withLibrary(kit, async (t) => {
      const { driver } = t.database
      const asMysql: Driver = {
        dialect: mysqlDialect(false),
        load: driver.load,
        rows: (statement, params) => driver.rows(statement, params),
        change: (statement, params) => driver.change(statement, params),
        table: (sql, params) => driver.table(sql, params),
        begin: () => driver.begin(),
        close: () => driver.close(),
        describe: () => driver.describe(),
        migrate: (migrations) => driver.migrate(migrations),
        actualColumns: (table) => driver.actualColumns(table),
        columnType: (field) => driver.columnType(field),
        scannedTables: (sql, params) => driver.scannedTables(sql, params),
      }
      await new Database(asMysql).run(async () => {
        class Reel extends Film {}
        const reel = await new Reel({ name: "x" }).save()
        assert.equal(reel.id, 1)
        const given = await new Reel({ id: 70, name: "y" }).save()
        assert.deepEqual({ ...(await Reel.get(70)) }, { ...given })
        assert.deepEqual(
          t.seen.map(({ sql }) => sql.split(" ")[0]),
          ["INSERT", "SELECT", "INSERT", "SELECT", "SELECT"],
        )
      })
    }))
})
