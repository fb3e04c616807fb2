import assert from "node:assert/strict"
import { copyFile, link, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { test } from "node:test"
import { blake3 } from "@napi-rs/blake-hash"
import { Upload } from "../../db/upload.ts"
import { forEachDatabase } from "../kit/databases.ts"
import type { Reply } from "../kit/peer.ts"
import { connectAdmin, listIn, numberIn, upload } from "../kit/people.ts"
import { startServer } from "../kit/server.ts"
import { asObject } from "../kit/shapes.ts"
import { check, film, pieceBytes, problemsOf } from "../kit/store-check.ts"
import { flipByte, storedFilm } from "../kit/stored-film.ts"

forEachDatabase((kit) => {
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
})
