import assert from "node:assert/strict"
import { test } from "node:test"
import { ForeignKeyViolation, OrmMisuse, RowGone, UniqueViolation, ValueRefused } from "../../orm/errors.ts"
import { add, now } from "../../orm/expression.ts"
import { all, gte, or } from "../../orm/operator.ts"
import { sql } from "../../orm/sql.ts"
import { forEachDatabase } from "../kit/databases.ts"
import { Author, Film, withLibrary } from "./library.ts"

forEachDatabase((kit) => {
  test("save stores a row and fills in what the database made", () =>
    withLibrary(kit, async (t) => {
      const film = new Film({ name: "one", facts: { width: 3 } })
      assert.equal(film.id, undefined)
      assert.equal(film.is_free, true)
      assert.equal(film.is_checked, null)
      assert.equal(await film.save(), film)
      assert.equal(film.id, 1)
      assert.equal(t.seen.length, 1)
      const [clock] = await sql`SELECT created_at FROM film`
      assert.equal(Number(clock?.created_at), film.created_at.getTime())
      assert.deepEqual(await Film.get(1), film)
    }))

  test("save keeps an id and moments that are given", () =>
    withLibrary(kit, async () => {
      const created_at = new Date(1_234_567_890_123)
      await new Film({ id: 77, name: "one", created_at, updated_at: created_at }).save()
      const film = await Film.get(77)
      assert.equal(film?.created_at.getTime(), created_at.getTime())
      assert.equal((await new Film({ name: "two" }).save()).id, 78)
      assert.equal((await new Film({ id: 100, name: "three" }).save()).id, 100)
    }))

  test("an id is not given again after its row was deleted", () =>
    withLibrary(kit, async () => {
      await (await new Film({ name: "one" }).save()).delete()
      assert.equal((await new Film({ name: "two" }).save()).id, 2)
    }))

  test("update writes the changed columns only, and nothing where none changed", () =>
    withLibrary(kit, async (t) => {
      const film = await new Film({ name: "one", facts: { width: 3, tags: ["a"] } }).save()
      t.seen.length = 0
      await film.update()
      film.facts = { tags: ["a"], width: 3 }
      film.created_at = new Date(film.created_at)
      await film.update()
      assert.deepEqual(t.seen, [])
      film.facts.tags?.push("b")
      film.is_free = false
      await film.update()
      const clock =
        kit.name === "sqlite" ? "CAST(round(unixepoch('subsec') * 1000) AS INTEGER)" : "CURRENT_TIMESTAMP(3)"
      assert.deepEqual(t.seen, [
        {
          sql: `UPDATE \`film\` SET \`is_free\` = ?, \`facts\` = ?, \`updated_at\` = ${clock} WHERE \`id\` = ?`,
          params: [0, '{"tags":["a","b"],"width":3}', 1],
        },
      ])
      await film.update()
      assert.equal(t.seen.length, 1)
      await film.reload()
      assert.deepEqual(film.facts, { width: 3, tags: ["a", "b"] })
      assert.ok(film.updated_at >= film.created_at)
    }))

  test("two who change different columns of one row do not undo each other", () =>
    withLibrary(kit, async () => {
      const one = await new Film({ name: "x" }).save()
      const other = await Film.get(one.id)
      assert.ok(other)
      one.size = 5
      other.is_free = false
      await one.update()
      await other.update()
      await one.reload()
      assert.deepEqual([one.size, one.is_free], [5, false])
    }))

  test("a row that is gone, not stored or stored already says so", () =>
    withLibrary(kit, async () => {
      const film = await new Film({ name: "x" }).save()
      await assert.rejects(film.save(), OrmMisuse)
      assert.equal(await film.delete(), true)
      assert.equal(await film.delete(), false)
      film.size = 1
      await assert.rejects(film.update(), RowGone)
      await assert.rejects(film.reload(), RowGone)
      const fresh = new Film({ name: "y" })
      await assert.rejects(fresh.update(), OrmMisuse)
      await assert.rejects(fresh.delete(), OrmMisuse)
      await assert.rejects(fresh.reload(), OrmMisuse)
      await fresh.save()
      fresh.id = 99
      await assert.rejects(fresh.update(), OrmMisuse)
    }))

  test("a derived column follows its source on every way of writing", () =>
    withLibrary(kit, async () => {
      const key = async (id: number) => (await Author.get(id))?.name_key
      const author = await new Author({ name: "Ada" }).save()
      assert.equal(author.name_key, "ada")
      assert.equal(await key(1), "ada")
      author.name = "BOB"
      await author.update()
      assert.equal(await key(1), "bob")
      await Author.update({ id: 1 }, { name: "Cy" })
      assert.equal(await key(1), "cy")
      await Author.insert([{ name: "DeE" }])
      assert.equal(await key(2), "dee")
      await assert.rejects(Author.update({ id: 1 }, { name_key: "x" } as never), OrmMisuse)
    }))

  test("a conditional update answers how many rows matched, changed by it or not", () =>
    withLibrary(kit, async () => {
      await Author.insert([
        { name: "a", balance: 10n },
        { name: "b", balance: 3n },
      ])
      assert.equal(await Author.update({ name: "a", balance: gte(5n) }, { balance: add(-5n) }), 1)
      assert.equal(await Author.update({ name: "b", balance: gte(5n) }, { balance: add(-5n) }), 0)
      assert.equal(await Author.update({ name: "b" }, { kind: "member" }), 1)
      assert.equal(await Author.update(all(), { kind: "admin", last_seen: now() }), 2)
      assert.equal(await Author.sum("balance"), 8n)
      const author = await Author.first({ name: "a" })
      assert.ok(Math.abs(Date.now() - (author?.last_seen?.getTime() ?? 0)) < 60_000)
    }))

  test("debits of one balance at the same time never go below zero", () =>
    withLibrary(kit, async () => {
      const { id } = await new Author({ name: "a", balance: 10n }).save()
      const debits = Array.from({ length: 25 }, () =>
        Author.update({ id, balance: gte(1n) }, { balance: add(-1n) }),
      )
      const taken = (await Promise.all(debits)).reduce((sum, rows) => sum + rows, 0)
      assert.equal(taken, 10)
      assert.equal((await Author.get(id))?.balance, 0n)
    }))

  test("an empty where is refused by update and delete", () =>
    withLibrary(kit, async (t) => {
      await assert.rejects(Film.update({}, { size: 1 }), ValueRefused)
      await assert.rejects(Film.delete({}), ValueRefused)
      await assert.rejects(Film.delete(or([{}, { id: 1 }])), ValueRefused)
      await assert.rejects(Film.update({ id: 1 }, {}), ValueRefused)
      assert.deepEqual(t.seen, [])
      await Film.insert([{ name: "a" }, { name: "b" }])
      assert.equal(await Film.delete({ name: "a" }), 1)
      assert.equal(await Film.delete(all()), 1)
    }))

  test("bulk insert stores thousands of rows in few statements, all or none", () =>
    withLibrary(kit, async (t) => {
      const rows = Array.from({ length: 2345 }, (_, i) => ({ name: `f${i}`, size: i }))
      assert.equal(await Film.insert(rows), 2345)
      assert.equal(t.seen.filter(({ sql }) => sql.startsWith("INSERT")).length, 5)
      assert.equal(await Film.count(), 2345)
      const author = await new Author({ name: "a" }).save()
      const twice = [...rows, ...rows].map((row) => ({ ...row, author_id: author.id }))
      await assert.rejects(Film.insert(twice), UniqueViolation)
      assert.equal(await Film.count(), 2345)
      assert.equal(await Film.insert([]), 0)
    }))

  test("bulk insert takes rows that give different columns", () =>
    withLibrary(kit, async () => {
      const created_at = new Date(5)
      assert.equal(
        await Film.insert([{ name: "a" }, { name: "b", created_at }, { name: "c", id: 50, size: 3 }]),
        3,
      )
      assert.equal((await Film.first({ name: "b" }))?.created_at.getTime(), 5)
      assert.equal((await Film.get(50))?.size, 3)
    }))

  test("a unique violation names table and columns", () =>
    withLibrary(kit, async () => {
      const author = await new Author({ name: "Ada" }).save()
      await assert.rejects(new Author({ name: "ADA" }).save(), (error) => {
        assert.ok(error instanceof UniqueViolation)
        assert.deepEqual(
          [error.table, error.columns, error.code],
          ["author", ["name_key"], "UNIQUE_VIOLATION"],
        )
        return true
      })
      const tricky = "' for key 'x"
      await new Film({ name: tricky, author_id: author.id }).save()
      await assert.rejects(new Film({ name: tricky, author_id: author.id }).save(), (error) => {
        assert.ok(error instanceof UniqueViolation)
        assert.deepEqual([error.table, error.columns], ["film", ["author_id", "name"]])
        return true
      })
      await assert.rejects(new Author({ id: author.id, name: "Bob" }).save(), (error) => {
        assert.ok(error instanceof UniqueViolation)
        assert.deepEqual([error.table, error.columns], ["author", ["id"]])
        return true
      })
    }))

  test("foreign keys hold in both directions", () =>
    withLibrary(kit, async () => {
      await assert.rejects(new Film({ name: "x", author_id: 9 }).save(), ForeignKeyViolation)
      const author = await new Author({ name: "a" }).save()
      await new Film({ name: "x", author_id: author.id }).save()
      await assert.rejects(author.delete(), ForeignKeyViolation)
      await assert.rejects(Author.delete(all()), ForeignKeyViolation)
    }))
})
