import assert from "node:assert/strict"
import {
  appendFile,
  copyFile,
  link,
  mkdir,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  symlink,
  truncate,
  writeFile,
} from "node:fs/promises"
import { join } from "node:path"
import { test } from "node:test"
import { blake3 } from "@napi-rs/blake-hash"
import { Movie } from "../../db/movie.ts"
import { Upload } from "../../db/upload.ts"
import { forEachDatabase } from "../kit/databases.ts"
import { makeFilm } from "../kit/films.ts"
import type { Peer, Reply } from "../kit/peer.ts"
import { connectAdmin, listIn, numberIn, upload } from "../kit/people.ts"
import { startServer, type TestServer } from "../kit/server.ts"
import { asObject } from "../kit/shapes.ts"
import { flipByte, storedFilm } from "../kit/stored-film.ts"
import { until } from "../kit/until.ts"

const KiB = 1024
const pieceBytes = 64 * KiB
/** Ten pieces, the last one shorter. */
const film = makeFilm(600_000)

/** Checks the store, with repair where that is wanted, and answers what it told in the end. */
async function check(admin: Peer, repair: 0 | 1 = 0): Promise<Reply> {
  await admin.ok({ type: "check_store", begin: 1, repair })
  await until("the check is through", async () => (await admin.ok({ type: "check_store" })).is_running === 0)
  return admin.ok({ type: "check_store" })
}

/** The problems that a check told, each without what doesn't matter. */
async function problemsOf(admin: Peer, repair: 0 | 1 = 0): Promise<object[]> {
  return listIn(await check(admin, repair), "problems").map((problem) => {
    const { stored_name: _, ...rest } = asObject(problem)
    return rest
  })
}

async function isWhole(peer: Peer, movie_id: number, made = film): Promise<boolean> {
  await peer.ok({ type: "download_movie", movie_id })
  return (await peer.bytes(made.bytes.length)).equals(made.bytes)
}

/** Uploads the film and gives it a file of its own, though its content may be there already. */
async function uploadApart(server: TestServer, admin: Peer): Promise<number> {
  const id = await upload(admin, film)
  const { path } = await storedFilm(server, id)
  await rename(path, `${path}.away`)
  await copyFile(`${path}.away`, path)
  await rm(`${path}.away`)
  return id
}

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
    const [one, other] = [await uploadApart(server, admin), await uploadApart(server, admin)]
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
    const ids = [await uploadApart(server, admin), await uploadApart(server, admin)] as const
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

  test("a film without bytes is put together where no film of the same content is whole", async () => {
    await using server = await startServer({ pieceBytes }, kit)
    const admin = await connectAdmin(server)
    const gone = await uploadApart(server, admin)
    const [one, other] = [await uploadApart(server, admin), await uploadApart(server, admin)]
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
    const ids = [await uploadApart(server, admin), await uploadApart(server, admin)] as const
    await uploadApart(server, admin)
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
    const [one, other] = [await uploadApart(server, admin), await uploadApart(server, admin)]
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

  test("a file that no row names is told of, and moved aside by a repair, over no other one", async () => {
    await using server = await startServer({ pieceBytes }, kit)
    const admin = await connectAdmin(server)
    await upload(admin, film)
    const { uploadsDir } = server.settings
    const [films, lost] = [join(uploadsDir, "films"), join(uploadsDir, "lost")]
    await mkdir(lost)
    await writeFile(join(lost, "old-film"), "an older one")
    await writeFile(join(films, "old-film"), "bytes of an older library")
    await writeFile(join(films, "old-film.manifest"), "its manifest")
    await writeFile(join(films, "x".repeat(100)), "a name that no row could have")
    await writeFile(join(uploadsDir, "unfinished", "half"), "half a film")
    const before = await readdir(films)
    const found = await check(admin)
    const names = listIn(found, "problems").map((problem) => asObject(problem).stored_name)
    assert.deepEqual(names.sort(), ["half", "old-film", "x".repeat(100)])
    assert.deepEqual(await readdir(films), before)
    const problem = { kind: "no_row", movie_ids: [], bad_pieces: [] }
    assert.deepEqual(await problemsOf(admin, 1), Array(3).fill({ ...problem, outcome: "set_aside" }))
    assert.deepEqual((await readdir(lost)).sort(), [
      "half",
      "old-film",
      "old-film.1",
      "old-film.manifest",
      "x".repeat(100),
    ])
    assert.equal(await readFile(join(lost, "old-film.1"), "utf8"), "bytes of an older library")
    assert.deepEqual(await problemsOf(admin), [])
  })

  test("a file without a row whose bytes the library has is removed by a repair, one that only looks like it isn't", async () => {
    await using server = await startServer({ pieceBytes }, kit)
    const admin = await connectAdmin(server)
    const { path } = await storedFilm(server, await upload(admin, film))
    const films = join(server.settings.uploadsDir, "films")
    await link(path, join(films, "link"))
    await copyFile(path, join(films, "copy"))
    await copyFile(path, join(films, "almost"))
    await flipByte(join(films, "almost"), 300_000)
    const outcomes = listIn(await check(admin, 1), "problems").map((problem) => {
      const { stored_name, outcome } = asObject(problem)
      return [stored_name, outcome]
    })
    assert.deepEqual(outcomes.sort(), [
      ["almost", "set_aside"],
      ["copy", "removed"],
      ["link", "removed"],
    ])
    assert.deepEqual(await readdir(join(server.settings.uploadsDir, "lost")), ["almost"])
    assert.deepEqual(await problemsOf(admin), [])
  })

  test("a film that is just being published or removed is not taken for a file without a row", async () => {
    await using server = await startServer({ pieceBytes }, kit)
    const admin = await connectAdmin(server)
    const { uploadsDir } = server.settings
    const part = (await readdir(uploadsDir)).find((entry) => entry.startsWith("part."))
    await writeFile(join(uploadsDir, "films", "new-film"), "a film")
    await writeFile(join(uploadsDir, part ?? "", "new-film.published"), "")
    assert.deepEqual(await problemsOf(admin, 1), [])
  })

  test("an upload whose file is gone is told of", async () => {
    await using server = await startServer({ pieceBytes }, kit)
    const admin = await connectAdmin(server)
    const { file_name, file_size: film_size, file_md5, is_free } = film.request
    const start = { type: "start_upload", file_name, film_size, file_md5, is_free }
    const upload_id = numberIn(await admin.ok(start), "upload_id")
    assert.deepEqual(await problemsOf(admin), [])
    const send = async (piece: number): Promise<Reply> => {
      const bytes = film.bytes.subarray(piece * pieceBytes, (piece + 1) * pieceBytes)
      const hash = blake3(bytes).toString("hex")
      return admin.ok({ type: "send_piece", upload_id, piece, hash, file_size: bytes.length }, bytes)
    }
    await send(0)
    assert.deepEqual(await problemsOf(admin), [])
    const unfinished = join(server.settings.uploadsDir, "unfinished")
    for (const entry of await readdir(unfinished)) await rm(join(unfinished, entry))
    assert.deepEqual(await problemsOf(admin), [], "one that was just begun may have no file yet")
    const create_time = new Date(Date.now() - 120_000)
    await server.running.app.database.run(() => Upload.update({ id: upload_id }, { create_time }))
    assert.deepEqual(await problemsOf(admin, 1), [
      { kind: "upload_lost", movie_ids: [], bad_pieces: [], outcome: "found" },
    ])
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
  const size = 32 * KiB ** 3
  await truncate(path, size)
  await server.running.app.database.run(() =>
    Movie.update({ id: movie_id }, { size, piece_bytes: 8 * KiB ** 2 }),
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
