import assert from "node:assert/strict"
import { test } from "node:test"
import { OrmMisuse } from "../../orm/errors.ts"
import { add, now } from "../../orm/expression.ts"
import { id, references, varchar } from "../../orm/field.ts"
import { model } from "../../orm/model.ts"
import { and, gt, gte, like, notNull, oneOf, or, startsWith } from "../../orm/operator.ts"
import { column, list, sql, sqlChange } from "../../orm/sql.ts"
import { transaction } from "../../orm/transaction.ts"
import { forEachDatabase, type Seen } from "../kit/databases.ts"
import { Author, Film, withLibrary } from "./library.ts"

const authorColumns = "`id`, `name`, `name_key`, `kind`, `balance`, `last_seen`"
const selectAuthor = `SELECT ${authorColumns} FROM \`author\``

/** One call and the statement it makes, where the dialects differ in both words. */
interface Example {
  readonly run: () => Promise<unknown>
  readonly sqlite: string
  readonly mysql?: string
  readonly params: readonly unknown[]
}

const examples: readonly Example[] = [
  { run: () => Author.get(3), sqlite: `${selectAuthor} WHERE \`id\` = ?`, params: [3] },
  { run: () => Author.select(), sqlite: selectAuthor, params: [] },
  {
    run: () =>
      Author.select(
        { name: "x", balance: gt(5n), last_seen: null },
        { orderBy: ["-name", "id"], limit: 10, offset: 20 },
      ),
    sqlite: `${selectAuthor} WHERE \`name\` = ? AND \`balance\` > ? AND \`last_seen\` IS NULL ORDER BY \`name\` DESC, \`id\` LIMIT 10 OFFSET 20`,
    params: ["x", 5n],
  },
  {
    run: () => Author.select({ last_seen: gt(now()) }),
    sqlite: `${selectAuthor} WHERE \`last_seen\` > CAST(round(unixepoch('subsec') * 1000) AS INTEGER)`,
    mysql: `${selectAuthor} WHERE \`last_seen\` > CURRENT_TIMESTAMP(3)`,
    params: [],
  },
  {
    run: () => Author.select({ id: oneOf([1, 2, 3]), last_seen: notNull() }),
    sqlite: `${selectAuthor} WHERE \`id\` IN (?, ?, ?, ?) AND \`last_seen\` IS NOT NULL`,
    params: [1, 2, 3, 3],
  },
  {
    run: () => Author.select({ name: like("a\\%%") }),
    sqlite: `${selectAuthor} WHERE \`name\` LIKE ? ESCAPE '\\'`,
    mysql: `${selectAuthor} WHERE \`name\` LIKE ? ESCAPE '\\\\'`,
    params: ["a\\%%"],
  },
  {
    run: () => Author.select({ name: startsWith("az") }),
    sqlite: `${selectAuthor} WHERE (\`name\` >= ? AND \`name\` < ?)`,
    params: ["az", "a{"],
  },
  {
    run: () => Author.select(and([or([{ id: 1 }, { id: 2, name: "x" }]), { balance: 0n }])),
    sqlite: `${selectAuthor} WHERE ((((\`id\` = ?) OR (\`id\` = ? AND \`name\` = ?))) AND (\`balance\` = ?))`,
    params: [1, 2, "x", 0n],
  },
  {
    run: () => Author.select({}, { orderBy: ["-name", "id"], after: { name: "x", id: 7 }, limit: 2 }),
    sqlite: `${selectAuthor} WHERE \`name\` <= ? AND (\`name\` < ? OR (\`name\` = ? AND \`id\` > ?)) ORDER BY \`name\` DESC, \`id\` LIMIT 2`,
    params: ["x", "x", "x", 7],
  },
  { run: () => Author.count({ id: 1 }), sqlite: "SELECT COUNT(*) FROM `author` WHERE `id` = ?", params: [1] },
  {
    run: () => Author.exists({ id: 1 }),
    sqlite: "SELECT 1 FROM `author` WHERE `id` = ? LIMIT 1",
    params: [1],
  },
  {
    run: () => new Author({ name: "Ada", balance: 1n }).save(),
    sqlite:
      "INSERT INTO `author` (`name`, `name_key`, `kind`, `balance`, `last_seen`) VALUES (?, ?, ?, ?, ?)",
    params: ["Ada", "ada", "member", 1n, null],
  },
  {
    run: () => Author.update({ id: 1, balance: gte(5n) }, { balance: add(-5n), last_seen: now() }),
    sqlite:
      "UPDATE `author` SET `balance` = CASE typeof(`balance` + ?) WHEN 'real' THEN 'out of range' ELSE `balance` + ? END, `last_seen` = CAST(round(unixepoch('subsec') * 1000) AS INTEGER) WHERE `id` = ? AND `balance` >= ?",
    mysql:
      "UPDATE `author` SET `balance` = `balance` + ?, `last_seen` = CURRENT_TIMESTAMP(3) WHERE `id` = ? AND `balance` >= ?",
    params: [-5n, 1, 5n],
  },
  { run: () => Author.delete({ id: 1 }), sqlite: "DELETE FROM `author` WHERE `id` = ?", params: [1] },
  {
    run: () =>
      sql`SELECT * FROM ${Author} WHERE ${column(Author, "name")} = ${"x"} AND id IN (${list([1, 2])})`,
    sqlite: "SELECT * FROM `author` WHERE `name` = ? AND id IN (?, ?)",
    params: ["x", 1, 2],
  },
  {
    run: () => sql`SELECT ${null} AS a, ${true} AS b, ${5n} AS c, id FROM author WHERE id IN (${list([])})`,
    sqlite: "SELECT ? AS a, ? AS b, ? AS c, id FROM author WHERE id IN (?)",
    params: [null, 1, 5n, null],
  },
]

forEachDatabase((kit) => {
  for (const { run, sqlite, mysql = sqlite, params } of examples) {
    test(`makes ${sqlite}`, () =>
      withLibrary(kit, async (t) => {
        await run()
        const wanted: Seen = {
          sql: kit.name === "sqlite" ? sqlite : mysql,
          params: kit.name === "sqlite" && sqlite.includes("CASE") ? [-5n, ...params] : params,
        }
        assert.deepEqual(t.seen, [wanted])
      }))
  }

  test("forUpdate locks rows where the database knows row locks", () =>
    withLibrary(kit, async (t) => {
      await transaction(() => Author.first({ id: 1 }, { forUpdate: true }))
      const [, select] = t.seen
      assert.equal(select?.sql.endsWith(kit.name === "sqlite" ? " LIMIT 1" : " LIMIT 1 FOR UPDATE"), true)
    }))

  test("sql answers rows with exact whole numbers, sqlChange how many rows matched", () =>
    withLibrary(kit, async () => {
      await Author.insert([
        { name: "a", balance: 2n ** 62n },
        { name: "b", balance: 2n ** 53n - 1n },
      ])
      assert.deepEqual(await sql`SELECT name, balance FROM author ORDER BY id`, [
        { name: "a", balance: 2n ** 62n },
        { name: "b", balance: 2 ** 53 - 1 },
      ])
      assert.deepEqual(await sql`SELECT SUM(balance) AS total FROM author`, [
        { total: 2n ** 62n + 2n ** 53n - 1n },
      ])
      assert.equal(await sqlChange`UPDATE author SET kind = ${"member"} WHERE balance > ${0}`, 2)
      assert.equal(await sqlChange`DELETE FROM ${Author} WHERE ${column(Author, "name")} = ${"a"}`, 1)
      assert.throws(() => column(Author, "name = 1 OR 1"), OrmMisuse)
    }))

  test("sql takes part in the transaction around it", () =>
    withLibrary(kit, async () => {
      await transaction(async () => {
        await sql`INSERT INTO film (name) VALUES (${"x"})`
        assert.deepEqual(await sql`SELECT COUNT(*) AS films FROM ${Film}`, [{ films: 1 }])
        throw new OrmMisuse("no")
      }).catch(() => undefined)
      assert.equal(await Film.count(), 0)
    }))
})

test("a model refuses names that are none, and tables without an id", () => {
  assert.throws(() => model("film`; DROP", { id: id(), name: varchar(5) }), OrmMisuse)
  assert.throws(() => model("film", { id: id(), "na`me": varchar(5) }), OrmMisuse)
  assert.throws(() => model("film", { id: id(), constructor: varchar(5) }), OrmMisuse)
  assert.throws(() => model("film", { id: id(), __proto__: varchar(5), Name: varchar(5) }), OrmMisuse)
  assert.throws(() => model("film", { name: varchar(5) }), OrmMisuse)
  assert.throws(() => model("film", { id: id(), other: id() }), OrmMisuse)
  assert.throws(() => references("x y"), OrmMisuse)
  assert.throws(() => varchar(0), OrmMisuse)
  const by = (name: string) => name
  assert.throws(
    () => model("film", { id: id(), key: varchar(5, { derive: { from: "nope", by } }) }),
    OrmMisuse,
  )
})
