import assert from "node:assert/strict"
import { test } from "node:test"
import { OrmMisuse } from "../../orm/errors.ts"
import { belongsTo, hasMany } from "../../orm/relation.ts"
import { forEachDatabase } from "../kit/databases.ts"
import { Author, Film, withLibrary } from "./library.ts"

forEachDatabase((kit) => {
  test("each relation is loaded for the whole list by one query more", () =>
    withLibrary(kit, async (t) => {
      await Author.insert(Array.from({ length: 60 }, (_, i) => ({ name: `a${i}` })))
      await Film.insert(
        Array.from({ length: 300 }, (_, i) => ({
          name: `f${i}`,
          author_id: i % 10 === 0 ? null : (i % 60) + 1,
        })),
      )
      t.seen.length = 0
      const films = await Film.select({}, { orderBy: "id", with: { author: belongsTo(Author, "author_id") } })
      assert.equal(t.seen.length, 2)
      for (const film of films) assert.equal(film.author?.id, film.author_id ?? undefined)
      t.seen.length = 0
      const authors = await Author.select({}, { with: { films: hasMany(Film, "author_id") } })
      assert.equal(t.seen.length, 2)
      for (const author of authors) {
        const wanted = films.filter((film) => film.author_id === author.id)
        assert.deepEqual(
          author.films.map((film) => film.id),
          wanted.map((film) => film.id),
        )
        assert.ok(author.films.every((film) => film instanceof Film))
      }
    }))

  test("a list of nothing, or of rows that belong to nobody, asks nothing more", () =>
    withLibrary(kit, async (t) => {
      assert.deepEqual(await Film.select({}, { with: { author: belongsTo(Author, "author_id") } }), [])
      assert.equal(t.seen.length, 1)
      await new Film({ name: "x" }).save()
      t.seen.length = 0
      const film = await Film.first({}, { with: { author: belongsTo(Author, "author_id") } })
      assert.equal(film?.author, undefined)
      assert.equal(t.seen.length, 1)
    }))

  test("more keys than one statement takes are asked for in parts", () =>
    withLibrary(kit, async (t) => {
      await Author.insert(Array.from({ length: 3000 }, (_, i) => ({ name: `a${i}` })))
      await Film.insert(Array.from({ length: 3000 }, (_, i) => ({ name: `f${i}`, author_id: i + 1 })))
      t.seen.length = 0
      const films = await Film.select({}, { with: { author: belongsTo(Author, "author_id") } })
      assert.equal(t.seen.length, 4)
      assert.ok(films.every((film) => film.author?.id === film.author_id))
    }))

  test("a row with relations still updates its own columns only", () =>
    withLibrary(kit, async (t) => {
      const author = await new Author({ name: "a" }).save()
      await new Film({ name: "x", author_id: author.id }).save()
      const film = await Film.first({}, { with: { author: belongsTo(Author, "author_id") } })
      t.seen.length = 0
      await film?.update()
      assert.deepEqual(t.seen, [])
    }))

  test("a relation named like a column is refused", () =>
    withLibrary(kit, async () => {
      await new Film({ name: "x" }).save()
      await assert.rejects(Film.select({}, { with: { size: belongsTo(Author, "author_id") } }), OrmMisuse)
      assert.throws(() => hasMany(Film, "size"), OrmMisuse)
    }))
})
