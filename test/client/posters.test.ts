import assert from "node:assert/strict"
import { writeFile } from "node:fs/promises"
import { join } from "node:path"
import { describe, test } from "node:test"
import { Movie } from "../../db/movie.ts"
import { type AdminCli, startAdminCli } from "../kit/admin-cli.ts"
import { makeFilm } from "../kit/films.ts"
import { upload } from "../kit/people.ts"
import { makePicture } from "../kit/pictures.ts"

const menu = "What would you like to do?"

async function writePicture({ folder }: AdminCli, grey: number): Promise<void> {
  await writeFile(join(folder, "picture.png"), await makePicture({ format: "png", grey }))
}

async function posterOf({ server }: AdminCli, id: number): Promise<string | null | undefined> {
  return (await server.running.app.database.run(() => Movie.get(id)))?.poster
}

describe("posters by the admins' client", { concurrency: 2 }, () => {
  test("a film gets one out of a file and loses it again, on the command line", async () => {
    await using admin = await startAdminCli()
    const id = await upload(admin.peer, makeFilm(100, "影片.mp4"))
    await writePicture(admin, 10)
    const {
      poster,
      flag: _,
      code: __,
      ...rest
    } = await admin.json(["poster", "set", String(id), "picture.png"])
    assert.deepEqual(rest, { id, name: "影片.mp4" })
    assert.match(String(poster), /^[0-9a-f]{64}$/)
    assert.equal(await posterOf(admin, id), poster)
    await admin.server.running.app.database.run(() => Movie.update({ id }, { film_poster: String(poster) }))
    await writePicture(admin, 200)
    const set = await admin.run("poster", "set", String(id), "picture.png")
    assert.equal(set.stdout, `影片.mp4 (number ${id}) has its poster.\n`)
    const back = await admin.run("poster", "remove", String(id))
    assert.equal(
      back.stdout,
      `影片.mp4 (number ${id}) shows the poster that came from the film itself again.\n`,
    )
    assert.equal(await posterOf(admin, id), poster)
    await admin.server.running.app.database.run(() => Movie.update({ id }, { film_poster: null }))
    const gone = await admin.run("poster", "remove", String(id))
    assert.equal(gone.stdout, `影片.mp4 (number ${id}) has no poster any more.\n`)
    assert.equal(await posterOf(admin, id), null)
  })

  test("what is no picture, no file or no film is told in words", async () => {
    await using admin = await startAdminCli({ maxImageBytes: 100_000 })
    const id = String(await upload(admin.peer, makeFilm(100)))
    await writeFile(join(admin.folder, "notes.jpg"), "not a picture")
    await writeFile(join(admin.folder, "large.jpg"), Buffer.alloc(500_000))
    await writeFile(join(admin.folder, "empty.jpg"), "")
    assert.equal((await admin.json(["poster", "set", id, "notes.jpg"], 1)).code, "BAD_IMAGE")
    assert.equal((await admin.json(["poster", "set", id, "large.jpg"], 1)).code, "IMAGE_TOO_LARGE")
    assert.equal((await admin.json(["poster", "set", id, "empty.jpg"], 5)).code, "EMPTY_FILE")
    assert.equal((await admin.json(["poster", "set", id, "none.jpg"], 5)).code, "NO_SUCH_FILE")
    assert.equal((await admin.json(["poster", "set", "99", "notes.jpg"], 1)).code, "NO_SUCH_MOVIE")
    assert.equal((await admin.json(["poster", "remove", "99"], 1)).code, "NO_SUCH_MOVIE")
  })

  test("the menu asks for the film and the file", async () => {
    await using admin = await startAdminCli()
    const id = await upload(admin.peer, makeFilm(100, "film.mp4"))
    await writePicture(admin, 10)
    await using terminal = admin.terminal()
    await terminal.choose(menu, "Log in")
    await terminal.choose(menu, "Posters …")
    await terminal.choose("Posters …", "Give a film a poster")
    await terminal.search("(type to search)", "film")
    await terminal.answer("File of the picture:", "picture.png")
    await terminal.see(`film.mp4 (number ${id}) has its poster.`)
    await terminal.choose(menu, "Posters …")
    await terminal.choose("Posters …", "Take a film's poster away")
    await terminal.search("(type to search)", "film")
    await terminal.see(`film.mp4 (number ${id}) has no poster any more.`)
  })
})
