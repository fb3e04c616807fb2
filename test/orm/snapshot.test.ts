import assert from "node:assert/strict"
import { stat } from "node:fs/promises"
import { DatabaseSync } from "node:sqlite"
import { test } from "node:test"
import { id, varchar } from "../../orm/field.ts"
import { migrate } from "../../orm/migrate.ts"
import { createTable, migration } from "../../orm/migration.ts"
import { model } from "../../orm/model.ts"
import { Connection } from "../../orm/sqlite/connection.ts"
import { Reader } from "../../orm/sqlite/reader.ts"
import { forEachDatabase } from "../kit/databases.ts"

class Word extends model("word", { id: id(), text: varchar(20) }) {}
const migrations = [migration("0001-word", [createTable("word", { id: id(), text: varchar(20) })])]

forEachDatabase((kit) => {
  test("a read sees every write that ended before it, another program's included", async () => {
    await using one = await kit.fresh()
    await migrate(one.database, migrations)
    const other = await one.open()
    for (let count = 1; count <= 20; count++) {
      const [writer, reader] = count % 2 === 0 ? [one.database, other] : [other, one.database]
      await writer.run(() => new Word({ text: `word ${count}` }).save())
      assert.equal(await reader.run(() => Word.count()), count)
      assert.equal(await writer.run(() => Word.count()), count)
    }
  })

  if (kit.name === "sqlite") {
    test("reads between writes do not let SQLite's log grow without end", async () => {
      await using one = await kit.fresh()
      await migrate(one.database, [
        migration("0001-page", [createTable("page", { id: id(), text: varchar(8000) })]),
      ])
      class Page extends model("page", { id: id(), text: varchar(8000) }) {}
      await one.database.run(async () => {
        for (let i = 0; i < 2000; i++) {
          await Page.get(i)
          await new Page({ text: "x".repeat(8000) }).save()
        }
      })
      const { size } = await stat(`${one.url.slice("sqlite:".length)}-wal`)
      // The log is moved into the database every 1000 pages of 4 KiB; all these rows are 16 MB and more.
      assert.ok(size < 8 * 1024 * 1024, `${size} bytes`)
    })
  }
})

test("a snapshot that cannot be ended is read from until it can", async () => {
  const database = new DatabaseSync(":memory:")
  const connection = new Connection(database, undefined)
  const prepare = database.prepare.bind(database)
  let isFailing = true
  database.prepare = (text) => {
    const statement = prepare(text)
    const run = statement.run.bind(statement)
    if (text === "COMMIT") {
      statement.run = () => {
        if (isFailing) throw new Error("disk I/O error")
        return run()
      }
    }
    return statement
  }
  const reader = new Reader(connection)
  const read = () => reader.rows({ sql: "SELECT 1", bigints: false, writes: false }, [])
  read()
  assert.throws(() => reader.endSnapshot(), /disk/)
  assert.deepEqual(read(), [[1]])
  isFailing = false
  reader.endSnapshot()
  assert.equal(database.isTransaction, false)
  assert.deepEqual(read(), [[1]])
  reader.close()
})
