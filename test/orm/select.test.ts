import assert from "node:assert/strict"
import { test } from "node:test"
import { OrmMisuse, ValueRefused } from "../../orm/errors.ts"
import { explain } from "../../orm/explain.ts"
import type { Where } from "../../orm/model-types.ts"
import {
  all,
  and,
  between,
  contains,
  eq,
  gt,
  gte,
  isNull,
  like,
  lt,
  lte,
  ne,
  not,
  notNull,
  oneOf,
  or,
  startsWith,
} from "../../orm/operator.ts"
import { forEachDatabase } from "../kit/databases.ts"
import { Author, Film, withLibrary } from "./library.ts"

type FilmWhere = NonNullable<Parameters<typeof Film.count>[0]>
const names = ["alpha", "Alpha", "al_pha", "al%pha", "beta", "a\\b", "\u{d7ff}x", "\u{e000}"]

async function fill(): Promise<void> {
  await Film.insert(names.map((name, i) => ({ name, size: i, is_checked: i < 2 ? null : i % 2 === 0 })))
}

forEachDatabase((kit) => {
  const cases: readonly (readonly [string, FilmWhere, readonly number[]])[] = [
    ["a bare value", { size: 3 }, [3]],
    ["eq", { size: eq(3) }, [3]],
    ["ne", { size: ne(3) }, [0, 1, 2, 4, 5, 6, 7]],
    ["gt", { size: gt(5) }, [6, 7]],
    ["gte", { size: gte(6) }, [6, 7]],
    ["lt", { size: lt(1) }, [0]],
    ["lte", { size: lte(1) }, [0, 1]],
    ["between, both ends included", { size: between(2, 4) }, [2, 3, 4]],
    ["oneOf", { size: oneOf([1, 5, 99]) }, [1, 5]],
    ["oneOf of nothing", { size: oneOf([]) }, []],
    ["not oneOf of nothing", { size: not(oneOf<number>([])) }, [0, 1, 2, 3, 4, 5, 6, 7]],
    ["like, capitals count", { name: like("al%") }, [0, 2, 3]],
    ["like with a literal %", { name: like("al\\%%") }, [3]],
    ["like with a literal _", { name: like("al\\_pha") }, [2]],
    ["like with a literal backslash", { name: like("a\\\\b") }, [5]],
    ["like _ for one character", { name: like("al_pha") }, [2, 3]],
    ["startsWith", { name: startsWith("al") }, [0, 2, 3]],
    ["startsWith takes % literally", { name: startsWith("al%") }, [3]],
    ["startsWith of nothing", { name: startsWith("") }, [0, 1, 2, 3, 4, 5, 6, 7]],
    ["startsWith next to the surrogates", { name: startsWith("\u{d7ff}") }, [6]],
    ["contains", { name: contains("pha") }, [0, 1, 2, 3]],
    ["contains takes _ literally", { name: contains("_") }, [2]],
    ["null", { is_checked: null }, [0, 1]],
    ["isNull", { is_checked: isNull() }, [0, 1]],
    ["notNull", { is_checked: notNull() }, [2, 3, 4, 5, 6, 7]],
    ["not", { name: not(like("%a%")) }, [6, 7]],
    ["not matches no null", { is_checked: not(eq(true)) }, [3, 5, 7]],
    ["several columns", { size: gt(2), is_checked: true }, [4, 6]],
    ["or", or([{ size: 1 }, { name: "beta" }]), [1, 4]],
    ["or of nothing", or([]), []],
    ["and with or", and([{ size: gt(3) }, or([{ is_checked: true }, { name: "a\\b" }])]), [4, 5, 6]],
    ["all", all(), [0, 1, 2, 3, 4, 5, 6, 7]],
    ["nothing", {}, [0, 1, 2, 3, 4, 5, 6, 7]],
  ]
  test("each operator finds what it says", () =>
    withLibrary(kit, async () => {
      await fill()
      for (const [what, where, sizes] of cases) {
        const found = await Film.select(where, { orderBy: "size" })
        assert.deepEqual(
          found.map((film) => film.size),
          sizes,
          what,
        )
        assert.equal(await Film.count(where), sizes.length, what)
        assert.equal(await Film.exists(where), sizes.length > 0, what)
      }
    }))

  test("explain names the tables that would be read from end to end", () =>
    withLibrary(kit, async (t) => {
      await Author.insert(Array.from({ length: 50 }, (_, i) => ({ name: `a${i}` })))
      await Film.insert(
        Array.from({ length: 500 }, (_, i) => ({ name: `film ${i}`, author_id: (i % 50) + 1 })),
      )
      const scanned: readonly (readonly [string, readonly string[]])[] = [
        ["SELECT * FROM film WHERE id = 5", []],
        ["SELECT * FROM film WHERE name = 'film 7'", []],
        ["SELECT * FROM film WHERE size = 5", ["film"]],
        ["SELECT * FROM film", ["film"]],
        ["SELECT * FROM film ORDER BY id DESC LIMIT 5", []],
        ["SELECT * FROM film ORDER BY size LIMIT 5", ["film"]],
        ["SELECT * FROM film WHERE size = 5 ORDER BY id LIMIT 5", ["film"]],
        ["UPDATE film SET size = 1 WHERE size = 5", ["film"]],
        ["DELETE FROM film WHERE id = 5", []],
        ["INSERT INTO author (name, name_key) VALUES ('x', 'x')", []],
        ["COMMIT", []],
      ]
      for (const [text, tables] of scanned)
        assert.deepEqual(await explain(t.database, text, []), tables, text)
    }))

  test("startsWith uses an index", () =>
    withLibrary(kit, async (t) => {
      await Film.insert(Array.from({ length: 500 }, (_, i) => ({ name: `film ${i}` })))
      t.seen.length = 0
      await Film.select({ name: startsWith("film 49") })
      const [query] = t.seen
      assert.deepEqual(await explain(t.database, query?.sql ?? "", ["film 49", "film 4:"]), [])
    }))

  test("a pattern with a stray backslash is refused, since the databases differ about it", () =>
    withLibrary(kit, async (t) => {
      await assert.rejects(Film.select({ name: like("a\\") }), ValueRefused)
      await assert.rejects(Film.select({ name: like("a\\b") }), ValueRefused)
      assert.deepEqual(t.seen, [])
    }))

  test("order, limit and offset", () =>
    withLibrary(kit, async () => {
      await fill()
      const sizes = async (options: Parameters<typeof Film.select>[1]) =>
        (await Film.select({}, options)).map((film) => Reflect.get(film, "size"))
      assert.deepEqual(await sizes({ orderBy: "-size", limit: 2 }), [7, 6])
      assert.deepEqual(await sizes({ orderBy: ["-is_checked", "size"], limit: 3, offset: 2 }), [6, 3, 5])
      assert.deepEqual(await sizes({ orderBy: ["size"], limit: 0 }), [])
      assert.equal((await Film.first({ size: gt(2) }, { orderBy: "-size" }))?.size, 7)
      assert.equal(await Film.first({ size: 99 }), undefined)
      for (const limit of [-1, 1.5, Number.NaN, "1; DROP TABLE film" as never]) {
        await assert.rejects(Film.select({}, { limit }), ValueRefused)
      }
      await assert.rejects(Film.select({}, { orderBy: "id; DROP TABLE film" as never }), OrmMisuse)
      await assert.rejects(Film.select({ "id = 1 OR 1": 1 } as never), OrmMisuse)
    }))

  test("keyset pages visit each row once, in any mix of directions", () =>
    withLibrary(kit, async () => {
      await Film.insert(Array.from({ length: 40 }, (_, i) => ({ name: `f${i}`, size: i % 7 })))
      const orders = [
        ["size", "id"],
        ["-size", "-id"],
        ["-size", "id"],
        ["size", "-id"],
      ] as const
      for (const orderBy of orders) {
        const whole = (await Film.select({}, { orderBy })).map((film) => film.id)
        const seen: number[] = []
        let page = await Film.select({}, { orderBy, limit: 6 })
        for (let last = page.at(-1); last !== undefined; last = page.at(-1)) {
          seen.push(...page.map((film) => film.id))
          page = await Film.select({}, { orderBy, limit: 6, after: { size: last.size, id: last.id } })
        }
        assert.deepEqual(seen, whole)
      }
      assert.equal((await Film.select({ size: 3 }, { orderBy: "id", after: { id: 20 } })).length, 3)
    }))

  test("a page goes on only behind values of exactly its order, none of which can be null", () =>
    withLibrary(kit, async () => {
      await assert.rejects(Film.select({}, { orderBy: ["size", "id"], after: { id: 1 } as never }), OrmMisuse)
      await assert.rejects(Film.select({}, { after: { id: 1 } as never }), OrmMisuse)
      await assert.rejects(Film.select({}, { orderBy: "is_checked", after: { is_checked: true } }), OrmMisuse)
    }))

  test("rows are ordinary objects of their class", () =>
    withLibrary(kit, async () => {
      await new Film({ name: "x", size: 3 }).save()
      const film = await Film.get(1)
      assert.ok(film instanceof Film)
      assert.equal(film.label(), "x (3)")
      assert.deepEqual(
        Object.keys(JSON.parse(JSON.stringify(film))),
        Film.definition.columns.map(({ name }) => name),
      )
      assert.deepEqual({ ...film }, Object.fromEntries(Object.entries(film)))
      assert.equal(await Film.get(2), undefined)
    }))

  test("statements that were forgotten are prepared again", () =>
    withLibrary(
      kit,
      async () => {
        await Film.insert([{ name: "a" }, { name: "b" }])
        for (const round of [1, 2]) {
          for (let limit = 1; limit <= 600; limit++) {
            assert.equal((await Film.select({}, { limit })).length, Math.min(limit, 2), `${round}: ${limit}`)
          }
        }
      },
      kit.name === "sqlite" ? "" : "poolSize=1",
    ))

  test("lists of any length share few statements", () =>
    withLibrary(kit, async (t) => {
      await Film.insert(Array.from({ length: 20 }, (_, i) => ({ name: `f${i}` })))
      t.seen.length = 0
      for (let length = 1; length <= 16; length++) {
        const ids = Array.from({ length }, (_, i) => i + 1)
        assert.equal((await Film.select({ id: oneOf(ids) })).length, length)
      }
      assert.equal(new Set(t.seen.map(({ sql }) => sql)).size, 5)
    }))
})

/** Compiles only if wheres are typed: a wrong column, type or option is an error. */
export function typed(): unknown[] {
  const where: Where<Record<never, never>> = {}
  return [
    where,
    // @ts-expect-error there is no such column
    () => Film.select({ nam: "x" }),
    // @ts-expect-error a number is no text
    () => Film.select({ name: 5 }),
    // @ts-expect-error a bigint column takes no number
    () => Author.update({ id: 1 }, { balance: 5 }),
    // @ts-expect-error the name is required
    () => new Film({ size: 1 }),
    // @ts-expect-error what is derived cannot be given
    () => new Author({ name: "x", name_key: "x" }),
    // @ts-expect-error there is no such column to order by
    () => Film.select({}, { orderBy: "-nam" }),
    // @ts-expect-error after is of the columns of orderBy
    () => Film.select({}, { orderBy: "id", after: { size: 1 } }),
  ]
}
