import assert from "node:assert/strict"
import { test } from "node:test"
import { CheckViolation, ValueRefused } from "../../orm/errors.ts"
import { add } from "../../orm/expression.ts"
import { eq, gt, oneOf } from "../../orm/operator.ts"
import { sql } from "../../orm/sql.ts"
import { forEachDatabase } from "../kit/databases.ts"
import { Author, Film, withLibrary } from "./library.ts"

const hostile = [
  "",
  " ",
  "trailing ",
  "O'Reilly",
  '"quoted"',
  "`ticked`",
  "back\\slash",
  "\\'",
  "'; DROP TABLE film; --",
  "1 OR 1=1",
  "100%",
  "under_score",
  "nul\0inside",
  "\0",
  "line\r\nbreak\ttab",
  "\u001a\u0008\u007f",
  "电影 🎬 фильм",
  "שלום \u202emirrored\u202c",
  "e\u0301 is not é",
  "👩‍👩‍👧‍👦",
  "\u{10ffff}\uffff\ue000",
  "ﬁ ß İ ı",
  "$1 #{2} {{3}} %s %n ?",
  "null",
  "__proto__",
  "x".repeat(255),
  "🎬".repeat(255),
]

/** A value of a type that the compiler would not let through, as bad JSON from outside could be. */
function forged(value: unknown): never {
  return value as never
}

forEachDatabase((kit) => {
  test("hostile texts go in and come back unchanged, and are found by themselves only", () =>
    withLibrary(kit, async () => {
      await Film.insert(hostile.map((name) => ({ name })))
      const back = await Film.select({}, { orderBy: "id" })
      assert.deepEqual(
        back.map((film) => film.name),
        hostile,
      )
      for (const [i, name] of hostile.entries()) {
        assert.deepEqual(
          (await Film.select({ name })).map((film) => film.id),
          [i + 1],
        )
      }
    }))

  test("long text takes a megabyte where it is declared, and is refused a byte beyond", () =>
    withLibrary(kit, async (t) => {
      const about = "é".repeat(32_767)
      const film = await new Film({ name: "long", about }).save()
      await film.reload()
      assert.equal(film.about, about)
      t.seen.length = 0
      await assert.rejects(new Film({ name: "longer", about: `${about}éé` }).save(), ValueRefused)
      assert.equal(t.seen.length, 0)
    }))

  test("case, accents and trailing spaces make texts different", () =>
    withLibrary(kit, async () => {
      await Film.insert(["a", "A", "á", "a "].map((name) => ({ name })))
      assert.equal(await Film.count({ name: "a" }), 1)
      assert.equal(await Film.count({ name: "a " }), 1)
      const ordered = await Film.select({}, { orderBy: "name" })
      assert.deepEqual(
        ordered.map((film) => film.name),
        ["A", "a", "a ", "á"],
      )
    }))

  const refused: readonly (readonly [string, object])[] = [
    ["an object", { name: {} }],
    ["an array", { name: ["x"] }],
    ["a function", { name: () => "x" }],
    ["a symbol", { name: Symbol("x") }],
    ["a number as text", { name: 5 }],
    ["undefined", { name: undefined }],
    ["null where there is none", { name: null }],
    ["a lone surrogate", { name: "\ud800" }],
    ["256 characters", { name: "x".repeat(256) }],
    ["256 characters of two units", { name: "🎬".repeat(256) }],
    ["NaN", { name: "x", size: Number.NaN }],
    ["Infinity", { name: "x", size: Number.POSITIVE_INFINITY }],
    ["a fraction", { name: "x", size: 0.5 }],
    ["2^53", { name: "x", size: 2 ** 53 }],
    ["-(2^53)", { name: "x", size: -(2 ** 53) }],
    ["a text as number", { name: "x", size: "5" }],
    ["a bigint as number", { name: "x", size: 5n }],
    ["1 as truth", { name: "x", is_free: 1 }],
    ["a text as moment", { name: "x", created_at: "2020-01-01" }],
    ["an invalid Date", { name: "x", created_at: new Date(Number.NaN) }],
    ["the year 10000", { name: "x", created_at: new Date(253402300800000) }],
    ["NaN inside JSON", { name: "x", facts: { width: Number.NaN } }],
    ["a function inside JSON", { name: "x", facts: { width: () => 1 } }],
    ["a bigint inside JSON", { name: "x", facts: { width: 1n } }],
    ["a lone surrogate inside JSON", { name: "x", facts: { width: 1, tags: ["\udc00"] } }],
    ["an unknown column", { name: "x", nonsense: 1 }],
  ]
  for (const [what, values] of refused) {
    test(`refuses ${what} before any SQL`, () =>
      withLibrary(kit, async (t) => {
        await assert.rejects(async () => new Film(forged(values)).save(), ValueRefused)
        await assert.rejects(async () => Film.insert([{ name: "good" }, forged(values)]), ValueRefused)
        assert.deepEqual(t.seen, [])
      }))
  }

  test("refuses a value that is none in a where and in changes before any SQL", () =>
    withLibrary(kit, async (t) => {
      const wheres: unknown[] = [
        { id: undefined },
        { id: {} },
        { id: { $gt: 0 } },
        { id: "1" },
        { id: "1 OR 1=1" },
        { id: [1] },
        { name: eq(forged({})) },
        { id: oneOf(forged(["1"])) },
        { id: gt(forged(null)) },
        [],
        "1=1",
        null,
      ]
      for (const where of wheres) {
        await assert.rejects(Film.select(forged(where)), ValueRefused)
        await assert.rejects(Film.update(forged(where), { size: 1 }), ValueRefused)
        await assert.rejects(Film.delete(forged(where)), ValueRefused)
      }
      await assert.rejects(Film.update({ id: 1 }, forged({ name: {} })), ValueRefused)
      await assert.rejects(Film.update({ id: 1 }, { size: add(0.5) }), ValueRefused)
      await assert.rejects(Film.get(forged("1")), ValueRefused)
      await assert.rejects(sql`SELECT ${forged({})}`, ValueRefused)
      await assert.rejects(sql`SELECT ${Number.NaN}`, ValueRefused)
      assert.deepEqual(t.seen, [])
    }))

  test("says which table and column refused, and nothing of a secret", () =>
    withLibrary(kit, async () => {
      await assert.rejects(new Author({ name: "secret".repeat(9) }).save(), (error: Error) => {
        assert.match(error.message, /^author\.name takes up to 20 characters/)
        assert.doesNotMatch(error.message, /secret/)
        return true
      })
    }))

  const edges = [
    0n,
    1n,
    -1n,
    2n ** 53n - 1n,
    2n ** 53n,
    2n ** 53n + 1n,
    -(2n ** 53n) - 1n,
    2n ** 63n - 1n,
    -(2n ** 63n),
  ]
  test("64-bit integers keep every bit, in and out, compared and added", () =>
    withLibrary(kit, async () => {
      for (const [i, balance] of edges.entries()) {
        const author = await new Author({ name: `a${i}`, balance }).save()
        await author.reload()
        assert.equal(author.balance, balance)
        assert.equal(await Author.count({ balance }), 1)
      }
      assert.equal(await Author.count({ balance: gt(2n ** 53n) }), 2)
      await Author.update({ balance: 2n ** 53n }, { balance: add(1n) })
      assert.equal(await Author.count({ balance: 2n ** 53n + 1n }), 2)
    }))

  test("a 64-bit sum out of range is refused, and the row stays as it was", () =>
    withLibrary(kit, async () => {
      const high = await new Author({ name: "high", balance: 2n ** 63n - 1n }).save()
      const low = await new Author({ name: "low", balance: -(2n ** 63n) }).save()
      await assert.rejects(Author.update({ id: high.id }, { balance: add(1n) }), ValueRefused)
      await assert.rejects(Author.update({ id: low.id }, { balance: add(-1n) }), ValueRefused)
      await low.reload()
      await high.reload()
      assert.deepEqual([high.balance, low.balance], [2n ** 63n - 1n, -(2n ** 63n)])
    }))

  test("sums of money are exact where a double would round", () =>
    withLibrary(kit, async () => {
      await Author.insert([
        { name: "a", balance: 2n ** 62n },
        { name: "b", balance: 2n ** 61n + 1n },
        { name: "c", balance: 1n },
      ])
      assert.equal(await Author.sum("balance"), 2n ** 62n + 2n ** 61n + 2n)
      assert.equal(await Author.sum("balance", { name: "nobody" }), 0n)
    }))

  test("an integer is exact to ±(2^53 - 1), and the table itself refuses more", () =>
    withLibrary(kit, async () => {
      const film = await new Film({ name: "x", size: Number.MAX_SAFE_INTEGER }).save()
      await film.reload()
      assert.equal(film.size, Number.MAX_SAFE_INTEGER)
      await assert.rejects(Film.update({ id: film.id }, { size: add(1) }), CheckViolation)
      await assert.rejects(sql`UPDATE film SET size = ${2n ** 53n} WHERE id = ${film.id}`, CheckViolation)
    }))

  test("moments keep their millisecond", () =>
    withLibrary(kit, async () => {
      for (const time of [
        0,
        -1,
        1,
        1_700_000_000_123,
        Date.UTC(1000, 0, 1),
        Date.UTC(9999, 11, 31, 23, 59, 59, 999),
      ]) {
        const film = await new Film({ name: `t${time}`, created_at: new Date(time) }).save()
        await film.reload()
        assert.equal(film.created_at.getTime(), time)
        assert.equal(await Film.count({ created_at: new Date(time) }), 1)
      }
    }))

  test("JSON columns keep any JSON value", () =>
    withLibrary(kit, async () => {
      for (const facts of [
        { width: 1.5, tags: hostile },
        forged([1, [null, true]]),
        forged("text"),
        forged(0),
        forged({}),
      ]) {
        const film = await new Film({ name: "x", facts }).save()
        await film.reload()
        assert.deepEqual(film.facts, facts)
      }
    }))
})
