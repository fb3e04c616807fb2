import assert from "node:assert/strict"
import { test } from "node:test"
import { DatabaseNewer, MigrationChanged, OrmError, OrmMisuse } from "../../orm/errors.ts"
import { boolean, id, integer, references, varchar } from "../../orm/field.ts"
import { migrate } from "../../orm/migrate.ts"
import {
  addColumn,
  createIndex,
  createTable,
  dropColumn,
  dropTable,
  migration,
  seed,
  sqlStep,
} from "../../orm/migration.ts"
import { model } from "../../orm/model.ts"
import { schemaDifferences } from "../../orm/schema-differences.ts"
import { sql } from "../../orm/sql.ts"
import { forEachDatabase } from "../kit/databases.ts"
import { Author, Film, tables } from "./library.ts"

const fields = { id: id(), name: varchar(20) }
const first = migration("0001-first", [createTable("shelf", fields), seed("shelf", { name: "founding" })])
const second = migration("0002-second", [
  addColumn("shelf", "is_open", boolean({ default: true })),
  addColumn("shelf", "parent_id", references("shelf", { nullable: true })),
  createIndex("shelf", ["name"], { unique: true }),
  sqlStep({ sqlite: "UPDATE shelf SET name = 'first'", mysql: "UPDATE shelf SET name = 'first'" }),
])
class Shelf extends model("shelf", {
  ...fields,
  is_open: boolean({ default: true }),
  parent_id: references("shelf", { nullable: true }),
}) {}
const third = migration("0003-third", [dropColumn("shelf", "is_open")])
class ClosedShelf extends model("shelf", {
  ...fields,
  parent_id: references("shelf", { nullable: true }),
}) {}

forEachDatabase((kit) => {
  test("applies what is not applied yet, in order, once", async () => {
    await using t = await kit.fresh()
    assert.deepEqual(await migrate(t.database, [first]), ["0001-first"])
    assert.deepEqual(await migrate(t.database, [first, second]), ["0002-second"])
    assert.deepEqual(await migrate(t.database, [first, second]), [])
    await t.database.run(async () => {
      const [shelf] = await Shelf.select()
      assert.deepEqual({ ...shelf }, { id: 1, name: "first", is_open: true, parent_id: null })
      await assert.rejects(new Shelf({ name: "first" }).save())
    })
    assert.deepEqual(await schemaDifferences(t.database, [Shelf]), [])
  })

  test("a column that was dropped is gone with its check, and dropping it bears being done again", async () => {
    await using t = await kit.fresh()
    await migrate(t.database, [first, second, third])
    assert.deepEqual(await schemaDifferences(t.database, [ClosedShelf]), [])
    await t.database.run(async () => {
      await new ClosedShelf({ name: "second" }).save()
      if (kit.name === "mysql") await sql`UPDATE migration SET steps_done = 0 WHERE id = '0003-third'`
    })
    await migrate(t.database, [first, second, third])
    assert.equal(await t.database.run(() => ClosedShelf.count()), 2)
  })

  test("programs that start at once apply each step once, and all end well", async () => {
    await using t = await kit.fresh()
    const programs = await Promise.all(Array.from({ length: 5 }, () => t.open()))
    const applied = await Promise.all(programs.map((program) => migrate(program, [first, second])))
    assert.deepEqual(applied.flat(), ["0001-first", "0002-second"])
    assert.equal(await t.database.run(() => Shelf.count()), 1)
  })

  test("a migration that failed half-way goes on where it stopped", async () => {
    await using t = await kit.fresh()
    const broken = migration("0001-first", [
      ...first.steps,
      sqlStep({ sqlite: "NONSENSE", mysql: "NONSENSE" }),
    ])
    await assert.rejects(migrate(t.database, [broken]), OrmError)
    if (kit.name === "sqlite") {
      // Everything was rolled back, so the migration may even be mended.
      assert.deepEqual(await migrate(t.database, [first]), ["0001-first"])
    } else {
      await t.database.run(async () => {
        assert.deepEqual(await sql`SELECT steps_done FROM migration`, [{ steps_done: 2 }])
        await sql`UPDATE migration SET steps_done = 1, checksum = ${first.checksum}`
        await sql`DELETE FROM shelf`
      })
      assert.deepEqual(await migrate(t.database, [first]), ["0001-first"])
    }
    assert.equal(await t.database.run(() => sql`SELECT 1 FROM shelf`.then((rows) => rows.length)), 1)
  })

  test("a step that was done but not recorded bears being done again", async () => {
    await using t = await kit.fresh()
    await migrate(t.database, [first, second])
    if (kit.name === "sqlite") return
    await t.database.run(() => sql`UPDATE migration SET steps_done = 0 WHERE id = ${second.id}`)
    assert.deepEqual(await migrate(t.database, [first, second]), ["0002-second"])
  })

  test("a database that knows more than the program is refused with a sentence", async () => {
    await using t = await kit.fresh()
    await migrate(t.database, [first, second])
    await assert.rejects(migrate(t.database, [first]), (error) => {
      assert.ok(error instanceof DatabaseNewer)
      assert.match(error.message, /0002-second.*does not know/)
      return true
    })
  })

  test("a migration that was edited or slipped in before others is refused", async () => {
    await using t = await kit.fresh()
    await migrate(t.database, [first])
    const edited = migration("0001-first", [createTable("shelf", { id: id(), name: varchar(21) })])
    await assert.rejects(migrate(t.database, [edited]), MigrationChanged)
    const earlier = migration("0000-earlier", [dropTable("shelf")])
    await assert.rejects(migrate(t.database, [earlier, first]), MigrationChanged)
    assert.throws(() => migrate(t.database, [second, first]), OrmMisuse)
  })

  test("a model that is not what its table is says where", async () => {
    await using t = await kit.fresh()
    await migrate(t.database, [first, tables])
    assert.deepEqual(await schemaDifferences(t.database, [Author, Film]), [])
    class Wrong extends model("shelf", {
      id: id(),
      name: varchar(20, { nullable: true }),
      size: integer(),
    }) {}
    class Missing extends model("nowhere", fields) {}
    assert.deepEqual(await schemaDifferences(t.database, [Wrong, Missing]), [
      "shelf.name: the model alone takes null",
      "shelf.size: the table has no such column",
      "nowhere: there is no such table",
    ])
  })
})

test("a checksum covers what is declared, not how it is written down", () => {
  const step = (nullable: boolean, by = (name: string) => name) =>
    createTable("shelf", {
      id: id(),
      name: varchar(5, { nullable }),
      key: varchar(5, { derive: { from: "name", by } }),
    })
  const sum = (...steps: Parameters<typeof migration>[1]) => migration("0001-x", steps).checksum
  assert.equal(sum(step(false)), sum(step(false, (name) => name.trim())))
  assert.notEqual(sum(step(false)), sum(step(true)))
  assert.notEqual(sum(seed("shelf", { name: "1" })), sum(seed("shelf", { name: 1 })))
  assert.match(sum(step(true)), /^[0-9a-f]{64}$/)
})

test("refuses names and steps that could not be applied", () => {
  assert.throws(() => migration("first", []), OrmMisuse)
  assert.throws(() => createTable("shelf; DROP TABLE x", fields), OrmMisuse)
  assert.throws(() => createTable("shelf", { "a b": varchar(5) }), OrmMisuse)
  assert.throws(() => createTable("shelf", fields, { unique: [["nope"]] }), OrmMisuse)
  assert.throws(() => addColumn("shelf", "name", varchar(5)), OrmMisuse)
})
