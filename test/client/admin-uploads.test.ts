import assert from "node:assert/strict"
import { readdir } from "node:fs/promises"
import { join } from "node:path"
import { describe, test } from "node:test"
import { blake3 } from "@napi-rs/blake-hash"
import { type AdminCli, startAdminCli } from "../kit/admin-cli.ts"
import { type Film, makeFilm } from "../kit/films.ts"
import { numberIn } from "../kit/people.ts"

const menu = "What would you like to do?"
const pieceBytes = 65_536

/** Begins an upload of a film of which only the first piece comes; answers its number. */
async function begin({ peer }: AdminCli, { bytes, request }: Film): Promise<number> {
  const { file_name, file_size: film_size, file_md5, is_free } = request
  const started = await peer.ok({ type: "start_upload", file_name, film_size, file_md5, is_free })
  const upload_id = numberIn(started, "upload_id")
  const piece = bytes.subarray(0, pieceBytes)
  const hash = blake3(piece).toString("hex")
  await peer.ok({ type: "send_piece", upload_id, piece: 0, hash, file_size: piece.length }, piece)
  return upload_id
}

describe("unfinished uploads by the admins' client", { concurrency: 2 }, () => {
  test("they are listed with how far they are, dropped after a yes, and their files are gone", async () => {
    await using admin = await startAdminCli({ pieceBytes, uploadDays: 3 })
    assert.equal((await admin.run("uploads", "list")).stdout, "There are no unfinished uploads.\n")
    const id = await begin(admin, makeFilm(4 * pieceBytes, "影片.mp4"))
    const { uploads } = await admin.json(["uploads", "list"])
    assert.ok(Array.isArray(uploads) && uploads.length === 1)
    const { last_time, expiry_time, begun_time: _, ...rest } = uploads[0]
    const name = "影片.mp4"
    const bytes = pieceBytes
    assert.deepEqual(rest, { id, name, uploader: "boss", is_own: 1, size: 4 * pieceBytes, bytes })
    assert.equal(Date.parse(expiry_time) - Date.parse(last_time), 3 * 86_400_000)
    const { stdout } = await admin.run("uploads", "list")
    assert.match(stdout, /│ +\d │ 影片\.mp4 │ boss │ 262 KB │ 25% │ \d{4}-.* │ \d{4}-.* │/)
    assert.equal((await admin.json(["uploads", "drop", String(id)], 2)).code, "NEEDS_YES")
    const dropped = await admin.run("uploads", "drop", String(id), "--yes")
    assert.equal(dropped.stdout, `The upload of 影片.mp4 (number ${id}) is dropped.\n`)
    assert.deepEqual(await readdir(join(admin.server.settings.uploadsDir, "unfinished")), [])
    assert.equal((await admin.json(["uploads", "drop", String(id), "--yes"], 1)).code, "NO_SUCH_UPLOAD")
  })

  test("an upload that the client began is gone on with by the client, from the menu too", async () => {
    await using admin = await startAdminCli({ pieceBytes })
    const film = makeFilm(10 * pieceBytes, "film.mp4")
    await begin(admin, film)
    const other = await begin(admin, makeFilm(3 * pieceBytes, "other.mp4", 7))
    await admin.write(film)
    await using terminal = admin.terminal()
    await terminal.choose(menu, "Log in")
    await terminal.choose(menu, "Unfinished uploads …")
    await terminal.choose("Unfinished uploads …", "List unfinished uploads")
    await terminal.see("33%")
    await terminal.choose(menu, "Unfinished uploads …")
    await terminal.choose("Unfinished uploads …", "Drop an unfinished upload")
    await terminal.search("(type to search)", "other")
    await terminal.answer(`Drop the upload of other.mp4 (number ${other}, by boss, 33% of it is there)?`, "y")
    await terminal.see("is dropped.")
    await terminal.choose(menu, "Upload films")
    await terminal.answer("Folder to pick films from:", ".")
    await terminal.see("film.mp4")
    terminal.type(" \r")
    await terminal.choose("Free or paid?", "free")
    await terminal.see("film.mp4 is in the library, number 1.")
    await terminal.choose(menu, "Unfinished uploads …")
    await terminal.choose("Unfinished uploads …", "Drop an unfinished upload")
    await terminal.see("There are no unfinished uploads.")
  })
})
