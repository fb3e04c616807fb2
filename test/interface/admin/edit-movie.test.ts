import assert from "node:assert/strict"
import { test } from "node:test"
import { FilmSearch } from "../../../db/film-search.ts"
import { forEachDatabase } from "../../kit/databases.ts"
import { makeFilm } from "../../kit/films.ts"
import { connectAdmin, listIn, upload } from "../../kit/people.ts"
import { startServer } from "../../kit/server.ts"
import { asObject } from "../../kit/shapes.ts"

forEachDatabase((kit) => {
  test("a name and a description are changed one by one or together, and what was there is on record", async () => {
    await using server = await startServer({}, kit)
    const admin = await connectAdmin(server)
    const movie_id = await upload(admin, makeFilm(100, "first", 1))
    const edit = async (change: object): Promise<unknown[]> => {
      const { name, description } = await admin.ok({ type: "edit_movie", movie_id, ...change })
      return [name, description]
    }
    assert.deepEqual(await edit({ name: "second" }), ["second", null])
    assert.deepEqual(await edit({ description: "about it" }), ["second", "about it"])
    assert.deepEqual(await edit({ name: "third", description: null }), ["third", null])
    const lines = listIn(await admin.ok({ type: "list_staff_actions", action: "edit_movie" }), "actions")
    assert.deepEqual(
      lines.map(asObject).map(({ target, before, after }) => [target, before, after]),
      [
        [
          `movie ${movie_id}`,
          { name: "second", description: "about it" },
          { name: "third", description: null },
        ],
        [`movie ${movie_id}`, { description: null }, { description: "about it" }],
        [`movie ${movie_id}`, { name: "first" }, { name: "second" }],
      ],
    )
    const { movie_list } = await admin.ok({ type: "get_movie_list", movie_type: "all" })
    assert.deepEqual(movie_list, [["third", "免费", movie_id]])
  })

  test("a film in the trash may be edited, and comes back under its new name; one that is purged may not", async () => {
    await using server = await startServer({}, kit)
    const admin = await connectAdmin(server)
    const movie_id = await upload(admin, makeFilm(100, "first", 1))
    await admin.ok({ type: "delete_movie", delete_movie_id: movie_id })
    await admin.ok({ type: "edit_movie", movie_id, name: "新名" })
    await admin.ok({ type: "restore_movie", movie_id })
    assert.equal(listIn(await admin.ok({ type: "list_movies", query: "xinming" }), "movies").length, 1)
    await admin.ok({ type: "delete_movie", delete_movie_id: movie_id })
    await admin.ok({ type: "purge_movie", movie_id })
    await admin.fails("NO_SUCH_MOVIE", { type: "edit_movie", movie_id, name: "x" })
    assert.equal(await server.running.app.database.run(() => FilmSearch.count()), 0)
  })

  test("nothing to change, and what is no name or too long, is refused", async () => {
    await using server = await startServer({}, kit)
    const admin = await connectAdmin(server)
    const movie_id = await upload(admin, makeFilm(100, "film", 1))
    const wrong = [
      {},
      { name: "" },
      { name: null },
      { name: "two\nlines" },
      { name: "x".repeat(256) },
      { description: "" },
      { description: "x".repeat(4001) },
    ]
    for (const change of wrong) await admin.fails("BAD_FIELD", { type: "edit_movie", movie_id, ...change })
    await admin.ok({ type: "edit_movie", movie_id, name: "界".repeat(255), description: "界".repeat(4000) })
  })
})
