import assert from "node:assert/strict"
import { appendFile, readFile, rm, stat, truncate } from "node:fs/promises"
import { mock, test } from "node:test"
import { HashingProcess } from "../../server/store/check/hashing-process.ts"
import type { MendWish } from "../../server/store/check/mend-file.ts"
import { forEachDatabase } from "../kit/databases.ts"
import { makeFilm } from "../kit/films.ts"
import { connectAdmin, upload } from "../kit/people.ts"
import { startServer } from "../kit/server.ts"
import { asObject } from "../kit/shapes.ts"
import {
  check,
  film,
  isWhole,
  pieceBytes,
  problemsOf,
  uploadThrice,
  uploadTwice,
} from "../kit/store-check.ts"
import { flipByte, storedFilm } from "../kit/stored-film.ts"
import { filesIn } from "../kit/uploads.ts"

forEachDatabase((kit) => {
  test("a damaged film is set aside by a repair until one finds it good again", async () => {
    await using server = await startServer({ pieceBytes }, kit)
    const admin = await connectAdmin(server)
    const movie_id = await upload(admin, film)
    const { path } = await storedFilm(server, movie_id)
    await flipByte(path, 0)
    const wrong = { kind: "damaged", movie_ids: [movie_id], bad_pieces: [0] }
    assert.deepEqual(await problemsOf(admin, 1), [{ ...wrong, outcome: "set_aside" }])
    await admin.fails("FILM_DAMAGED", { type: "download_movie", movie_id })
    assert.deepEqual(await problemsOf(admin), [{ ...wrong, outcome: "found" }])
    await flipByte(path, 0)
    const right = { kind: "damaged", movie_ids: [movie_id], bad_pieces: [] }
    assert.deepEqual(await problemsOf(admin), [{ ...right, outcome: "found" }])
    await admin.fails("FILM_DAMAGED", { type: "download_movie", movie_id })
    assert.deepEqual(await problemsOf(admin, 1), [{ ...right, outcome: "repaired" }])
    assert.ok(await isWhole(admin, movie_id))
    assert.deepEqual(await problemsOf(admin, 1), [])
  })

  test("damaged films of the same content give each other the pieces that they have", async () => {
    await using server = await startServer({ pieceBytes }, kit)
    const admin = await connectAdmin(server)
    const [one, other] = await uploadTwice(server, admin)
    await flipByte((await storedFilm(server, one)).path, 0)
    await truncate((await storedFilm(server, one)).path, 9 * pieceBytes)
    await flipByte((await storedFilm(server, other)).path, 5 * pieceBytes)
    const mended = { kind: "damaged", outcome: "repaired" }
    assert.deepEqual(await problemsOf(admin, 1), [
      { ...mended, movie_ids: [one], bad_pieces: [0, 9] },
      { ...mended, movie_ids: [other], bad_pieces: [5] },
    ])
    for (const id of [one, other]) assert.ok(await isWhole(admin, id))
    assert.deepEqual(await problemsOf(admin), [])
  })

  test("a piece that no film has any more leaves both set aside", async () => {
    await using server = await startServer({ pieceBytes }, kit)
    const admin = await connectAdmin(server)
    const ids = await uploadTwice(server, admin)
    for (const id of ids) await flipByte((await storedFilm(server, id)).path, 0)
    await flipByte((await storedFilm(server, ids[0])).path, pieceBytes)
    const outcome = "set_aside"
    assert.deepEqual(await problemsOf(admin, 1), [
      { kind: "damaged", movie_ids: [ids[0]], bad_pieces: [0, 1], outcome },
      { kind: "damaged", movie_ids: [ids[1]], bad_pieces: [0], outcome },
    ])
    for (const movie_id of ids) await admin.fails("FILM_DAMAGED", { type: "download_movie", movie_id })
  })

  test("a film that has more bytes than it should is damaged, and cut by a repair", async () => {
    await using server = await startServer({ pieceBytes }, kit)
    const admin = await connectAdmin(server)
    const movie_id = await upload(admin, film)
    await appendFile((await storedFilm(server, movie_id)).path, "more")
    const wrong = { kind: "damaged", movie_ids: [movie_id], bad_pieces: [] }
    assert.deepEqual(await problemsOf(admin), [{ ...wrong, outcome: "found" }])
    assert.deepEqual(await problemsOf(admin, 1), [{ ...wrong, outcome: "repaired" }])
    assert.ok(await isWhole(admin, movie_id))
  })

  test("a film without bytes is missing, and comes back as a link to one of the same content", async () => {
    await using server = await startServer({ pieceBytes }, kit)
    const admin = await connectAdmin(server)
    const [lone, first, second] = [
      await upload(admin, makeFilm(100_000, "lone", 1)),
      await upload(admin, film),
      await upload(admin, film),
    ]
    for (const id of [lone, first]) await rm((await storedFilm(server, id)).path)
    const missing = { kind: "missing", bad_pieces: [] }
    assert.deepEqual(await problemsOf(admin), [
      { ...missing, movie_ids: [lone], outcome: "found" },
      { ...missing, movie_ids: [first], outcome: "found" },
    ])
    assert.deepEqual(await problemsOf(admin, 1), [
      { ...missing, movie_ids: [lone], outcome: "set_aside" },
      { ...missing, movie_ids: [first], outcome: "repaired" },
    ])
    assert.ok(await isWhole(admin, first))
    await admin.fails("FILM_DAMAGED", { type: "download_movie", movie_id: lone })
    assert.deepEqual(await problemsOf(admin, 1), [{ ...missing, movie_ids: [lone], outcome: "set_aside" }])
    const files = await Promise.all(
      [first, second].map(async (id) => stat((await storedFilm(server, id)).path)),
    )
    assert.equal(files[0]?.ino, files[1]?.ino)
  })

  test("a film that is purged while its bytes are put together again does not come back", async () => {
    await using server = await startServer({ pieceBytes }, kit)
    const admin = await connectAdmin(server)
    const [gone, kept] = [await upload(admin, film), await upload(admin, film)]
    await rm((await storedFilm(server, gone)).path)
    const other = await server.connect()
    other.session = admin.session
    const real = HashingProcess.prototype.mend
    const mend = mock.method(
      HashingProcess.prototype,
      "mend",
      async function (this: HashingProcess, wish: MendWish) {
        await other.ok({ type: "delete_movie", delete_movie_id: gone })
        await other.ok({ type: "purge_movie", movie_id: gone })
        return real.call(this, wish)
      },
    )
    const problems = await problemsOf(admin, 1)
    mend.mock.restore()
    const missing = { kind: "missing", movie_ids: [gone], bad_pieces: [], outcome: "set_aside" }
    assert.deepEqual(problems, [missing])
    const { stored_name } = (await storedFilm(server, kept)).row
    assert.deepEqual((await filesIn(server.settings.uploadsDir)).sort(), [
      stored_name,
      `${stored_name}.manifest`,
    ])
    assert.ok(await isWhole(admin, kept))
  })

  test("a film without bytes is put together where no film of the same content is whole", async () => {
    await using server = await startServer({ pieceBytes }, kit)
    const admin = await connectAdmin(server)
    const [gone, one, other] = await uploadThrice(server, admin)
    await rm((await storedFilm(server, gone)).path)
    await flipByte((await storedFilm(server, one)).path, 0)
    await flipByte((await storedFilm(server, other)).path, pieceBytes)
    const problems = await problemsOf(admin, 1)
    assert.deepEqual(
      problems.map((problem) => asObject(problem).outcome),
      Array(3).fill("repaired"),
    )
    for (const id of [gone, one, other]) assert.ok(await isWhole(admin, id))
  })

  test("a piece is taken from the film that has it right, whatever the others have", async () => {
    await using server = await startServer({ pieceBytes }, kit)
    const admin = await connectAdmin(server)
    const [one, other] = await uploadThrice(server, admin)
    const ids = [one, other]
    for (const id of ids) await flipByte((await storedFilm(server, id)).path, 0)
    const mended = { kind: "damaged", bad_pieces: [0], outcome: "repaired" }
    assert.deepEqual(
      await problemsOf(admin, 1),
      ids.map((id) => ({ ...mended, movie_ids: [id] })),
    )
  })

  test("a manifest that is gone or wrong is worked out anew from the film", async () => {
    await using server = await startServer({ pieceBytes }, kit)
    const admin = await connectAdmin(server)
    const [gone, wrong] = [await upload(admin, film), await upload(admin, makeFilm(300_000, "other", 1))]
    const paths = await Promise.all(
      [gone, wrong].map(async (id) => (await storedFilm(server, id)).manifestPath),
    )
    const before = await Promise.all(paths.map((path) => readFile(path)))
    await rm(paths[0] ?? "")
    await flipByte(paths[1] ?? "", 100)
    const problem = { kind: "no_manifest", bad_pieces: [] }
    for (const [repair, outcome] of [
      [0, "found"],
      [1, "repaired"],
    ] as const) {
      assert.deepEqual(await problemsOf(admin, repair), [
        { ...problem, movie_ids: [gone], outcome },
        { ...problem, movie_ids: [wrong], outcome },
      ])
    }
    const after = await Promise.all(paths.map((path) => readFile(path)))
    assert.deepEqual(after, before)
    assert.deepEqual(await problemsOf(admin), [])
  })

  test("a film whose manifest is gone is checked against its content id, and mended by another's manifest", async () => {
    await using server = await startServer({ pieceBytes }, kit)
    const admin = await connectAdmin(server)
    const [one, other] = await uploadTwice(server, admin)
    const { path, manifestPath } = await storedFilm(server, one)
    await flipByte(path, 0)
    await rm(manifestPath)
    await rm((await storedFilm(server, other)).manifestPath)
    const wrong = { kind: "damaged", movie_ids: [one] }
    assert.deepEqual((await problemsOf(admin))[0], { ...wrong, bad_pieces: [], outcome: "found" })
    // The other film is sound: its manifest can be worked out anew, and then it serves both.
    await check(admin, 1)
    assert.deepEqual(await problemsOf(admin, 1), [{ ...wrong, bad_pieces: [0], outcome: "repaired" }])
    assert.ok(await isWhole(admin, one))
    assert.deepEqual(await problemsOf(admin), [])
  })
})
