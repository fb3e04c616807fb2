import assert from "node:assert/strict"
import { mkdir, rm, symlink, truncate } from "node:fs/promises"
import { test } from "node:test"
import { Movie } from "../../db/movie.ts"
import { forEachDatabase } from "../kit/databases.ts"
import { makeFilm } from "../kit/films.ts"
import { connectAdmin, upload } from "../kit/people.ts"
import { startServer } from "../kit/server.ts"
import { check, film, isWhole, pieceBytes, problemsOf } from "../kit/store-check.ts"
import { flipByte, storedFilm } from "../kit/stored-film.ts"
import { until } from "../kit/until.ts"

forEachDatabase((kit) => {
  test("a check of a sound store finds nothing and tells how much it read, hard links once", async () => {
    await using server = await startServer({ pieceBytes }, kit)
    const admin = await connectAdmin(server)
    const none = await admin.ok({ type: "check_store" })
    assert.deepEqual([none.is_running, none.films_total, none.problem_count], [0, 0, 0])
    await upload(admin, film)
    await upload(admin, film)
    const deleted = await upload(admin, makeFilm(100, "small"))
    await admin.ok({ type: "delete_movie", delete_movie_id: deleted })
    const { flag: _, msg: __, code: ___, ...told } = await check(admin)
    const [films, bytes] = [3, film.bytes.length + 100]
    assert.deepEqual(told, {
      is_running: 0,
      is_repair: 0,
      films_done: films,
      films_total: films,
      bytes_done: bytes,
      bytes_total: bytes,
      problem_count: 0,
      problems: [],
    })
  })

  test("a flipped byte is found in exactly its piece, and a plain check only tells", async () => {
    await using server = await startServer({ pieceBytes }, kit)
    const admin = await connectAdmin(server)
    const movie_id = await upload(admin, film)
    const { path, row } = await storedFilm(server, movie_id)
    for (const [at, piece] of [
      [0, 0],
      [pieceBytes, 1],
      [4 * pieceBytes - 1, 3],
      [film.bytes.length - 1, 9],
    ] as const) {
      await flipByte(path, at)
      const { problems, problem_count } = await check(admin)
      const found = { kind: "damaged", movie_ids: [movie_id], bad_pieces: [piece], outcome: "found" }
      assert.deepEqual([problems, problem_count], [[{ ...found, stored_name: row.stored_name }], 1])
      await flipByte(path, at)
    }
    await flipByte(path, 0)
    await check(admin)
    assert.equal((await storedFilm(server, movie_id)).row.damage_time, null)
    assert.ok(
      server.logged.some((line) => line.includes(row.stored_name) && line.includes('"badPieces":[9]')),
    )
  })

  test("films that are one file are told of together", async () => {
    await using server = await startServer({ pieceBytes }, kit)
    const admin = await connectAdmin(server)
    const movie_ids = [await upload(admin, film), await upload(admin, film)]
    await flipByte((await storedFilm(server, movie_ids[1] ?? 0)).path, 70_000)
    assert.deepEqual(await problemsOf(admin), [
      { kind: "damaged", movie_ids, bad_pieces: [1], outcome: "found" },
    ])
  })

  test("of a film stored before there were manifests, size and sampled bytes are checked", async () => {
    await using server = await startServer({ pieceBytes }, kit)
    const admin = await connectAdmin(server)
    const ids = [await upload(admin, film), await upload(admin, makeFilm(1000, "small"))]
    for (const id of ids) {
      const old = { content_id: null, piece_bytes: null }
      await server.running.app.database.run(() => Movie.update({ id }, old))
    }
    assert.deepEqual(await problemsOf(admin), [])
    await flipByte((await storedFilm(server, ids[0] ?? 0)).path, film.bytes.length - 1)
    await truncate((await storedFilm(server, ids[1] ?? 0)).path, 999)
    const wrong = { kind: "damaged", bad_pieces: [], outcome: "set_aside" }
    assert.deepEqual(
      await problemsOf(admin, 1),
      ids.map((id) => ({ ...wrong, movie_ids: [id] })),
    )
  })

  test("a film that can't be read is damaged, and keeps nobody from checking the others", async () => {
    await using server = await startServer({ pieceBytes }, kit)
    const admin = await connectAdmin(server)
    const ids = [await upload(admin, makeFilm(1000, "one", 1)), await upload(admin, makeFilm(1000, "two", 2))]
    const good = await upload(admin, film)
    const [one, two] = await Promise.all(ids.map(async (id) => (await storedFilm(server, id)).path))
    for (const path of [one ?? "", two ?? ""]) await rm(path)
    await symlink(one ?? "", one ?? "")
    await mkdir(two ?? "")
    const wrong = { kind: "damaged", outcome: "set_aside" }
    assert.deepEqual(await problemsOf(admin, 1), [
      { ...wrong, movie_ids: [ids[0]], bad_pieces: [] },
      { ...wrong, movie_ids: [ids[1]], bad_pieces: [0] },
    ])
    assert.ok(await isWhole(admin, good))
  })

  test("checks and repairs bear uploads, deletes and purges going on meanwhile", async () => {
    await using server = await startServer({ pieceBytes }, kit)
    const admin = await connectAdmin(server)
    const checker = await server.connect()
    checker.session = admin.session
    let isOver = false
    const checking = (async () => {
      let problems: readonly unknown[] = []
      while (!isOver && problems.length === 0) problems = await problemsOf(checker, 1)
      return problems
    })()
    const kept: number[] = []
    for (let round = 0; round < 25; round++) {
      const made = makeFilm(200_000, `film ${round}`, round % 5)
      const [stays, goes] = [await upload(admin, made), await upload(admin, made)]
      await admin.ok({ type: "delete_movie", delete_movie_id: goes })
      await admin.ok({ type: "purge_movie", movie_id: goes })
      kept.push(stays)
    }
    isOver = true
    assert.deepEqual(await checking, [])
    for (const [round, id] of kept.entries()) {
      assert.ok(await isWhole(admin, id, makeFilm(200_000, "", round % 5)))
    }
    assert.deepEqual(await problemsOf(admin), [])
  })
})

test("one check runs at a time, and a server that stops gives it up", async () => {
  await using server = await startServer({ pieceBytes })
  const admin = await connectAdmin(server)
  const movie_id = await upload(admin, film)
  const { path } = await storedFilm(server, movie_id)
  const size = 32 * 1024 ** 3
  await truncate(path, size)
  await server.running.app.database.run(() =>
    Movie.update({ id: movie_id }, { size, piece_bytes: 8 * 1024 ** 2 }),
  )
  await admin.ok({ type: "check_store", begin: 1 })
  const again = await admin.ok({ type: "check_store", begin: 1, repair: 1 })
  assert.deepEqual([again.is_running, again.is_repair], [1, 0])
  await until("it tells how far it is", async () => {
    const { bytes_done, bytes_total } = await admin.ok({ type: "check_store" })
    return bytes_total === size && Number(bytes_done) > 0
  })
  const startMs = performance.now()
  await server.running.stop()
  assert.ok(performance.now() - startMs < 5000)
})
