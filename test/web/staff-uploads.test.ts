import assert from "node:assert/strict"
import { appendFile, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { after, before, describe, test } from "node:test"
import { startAdminCli } from "../kit/admin-cli.ts"
import { type Person, startBrowser, type TestBrowser } from "../kit/browser.ts"
import { areDone, dropFilms, gatePieces } from "../kit/browser-uploads.ts"
import { tempFolder } from "../kit/cli.ts"
import { type Film, makeFilm } from "../kit/films.ts"
import type { Peer } from "../kit/peer.ts"
import { connectAdmin, hasBytes, listIn, logIn, upload } from "../kit/people.ts"
import { startServer } from "../kit/server.ts"
import { openStaff } from "../kit/staff-page.ts"
import { until } from "../kit/until.ts"
import { beginInPieces, sendPiece } from "../kit/upload-in-pieces.ts"

const pieceBytes = 64 * 1024
const settings = { gateway: true, pieceBytes }
/** Twenty pieces, the last one a short one. */
const filmBytes = 19 * pieceBytes + 1234

let browser: TestBrowser
before(async () => {
  browser = await startBrowser()
})
after(() => browser[Symbol.asyncDispose]())

type Unfinished = { readonly id: number; readonly bytes: number }

async function unfinished(peer: Peer): Promise<readonly Unfinished[]> {
  const { uploads } = await peer.ok({ type: "list_uploads" })
  assert.ok(Array.isArray(uploads))
  return uploads
}

/** The ids of the films in the library, by name. */
async function filmIds(peer: Peer): Promise<Map<string, number>> {
  const movies = listIn(await peer.ok({ type: "list_movies" }), "movies")
  return new Map(movies.map((movie) => nameAndId(movie)))
}

function nameAndId(movie: unknown): [string, number] {
  assert.ok(typeof movie === "object" && movie !== null && "name" in movie && "id" in movie)
  return [String(movie.name), Number(movie.id)]
}

async function areThere(peer: Peer, films: readonly Film[]): Promise<void> {
  const ids = await filmIds(peer)
  for (const film of films) await hasBytes(peer, ids.get(film.request.file_name) ?? 0, film)
}

async function somePiecesAreThere(peer: Peer, pieces: number): Promise<void> {
  await until(`${pieces} pieces are there`, async () => {
    const [upload] = await unfinished(peer)
    return (upload?.bytes ?? 0) >= pieces * pieceBytes
  })
}

/** Has the browser keep a film as a file of its own, to which a picker of the test's leads. */
async function keepInBrowser({ page }: Person, { bytes, request }: Film): Promise<void> {
  const open = (options = "{}"): string =>
    `navigator.storage.getDirectory().then((folder) => folder.getFileHandle("${request.file_name}", ${options}))`
  await page.evaluate(`${open("{ create: true }")}
    .then((file) => file.createWritable())
    .then((writing) => writing.write(Uint8Array.from(atob("${bytes.toString("base64")}"), (character) => character.charCodeAt(0)))
      .then(() => writing.close()))`)
  await page.addInitScript(`window.showOpenFilePicker = () => ${open()}.then((file) => [file])`)
}

describe("uploads in the browser", { concurrency: 2 }, () => {
  test("films that are dropped go on after a reload in the middle, and only with what is missing", async () => {
    await using server = await startServer(settings)
    const admin = await connectAdmin(server)
    const films = [
      makeFilm(filmBytes, "霸王别姬.mp4", 1),
      makeFilm(100_000, "Short.webm", 2),
      makeFilm(9, "Tiny.mp4", 3),
    ]
    await using person = await openStaff(browser, server, "uploads")
    const gate = await gatePieces(person.page, 7)
    await dropFilms(person, films)
    await until("the line is slow", () => gate.asked > 7)
    await until("pieces are there", async () => (await unfinished(admin)).some(({ bytes }) => bytes > 0))
    person.page.on("dialog", (dialog) => dialog.accept())
    await person.page.reload()
    await person.sees("Unfinished on the server")
    const before = await unfinished(admin)
    assert.ok(before.length > 0, "it was reloaded in the middle")
    const lacking = before.reduce((sum, { bytes }) => sum + bytes, 0)
    const askedBefore = gate.asked
    await gate.open()
    await dropFilms(person, films)
    await areDone(person, 1)
    await until("all are in the library", async () => (await filmIds(admin)).size === films.length)
    await areThere(admin, films)
    const whole = films.reduce((sum, { bytes }) => sum + Math.ceil(bytes.length / pieceBytes), 0)
    assert.ok(
      gate.asked - askedBefore <= whole - Math.floor(lacking / pieceBytes),
      "only what was missing was sent",
    )
    assert.deepEqual(await unfinished(admin), [])
    await person.isAccessible()
  })

  test("a browser that leads back to the file goes on by one press", async () => {
    await using server = await startServer(settings)
    const admin = await connectAdmin(server)
    const film = makeFilm(filmBytes, "Metropolis.mp4", 4)
    await using person = await openStaff(browser, server, "films")
    await keepInBrowser(person, film)
    const gate = await gatePieces(person.page, 5)
    await person.page.goto(`${server.url}/staff/uploads`)
    await person.press("Choose files")
    await somePiecesAreThere(admin, 5)
    person.page.on("dialog", (dialog) => dialog.accept())
    await person.page.reload()
    await gate.open()
    await person.press("Go on with Metropolis.mp4")
    await areDone(person, 1)
    await areThere(admin, [film])
  })

  test("what was begun in the browser is finished by the program", async () => {
    await using cli = await startAdminCli(settings)
    const film = makeFilm(filmBytes, "Begun in the browser.mp4", 5)
    await using person = await openStaff(browser, cli.server, "uploads", { name: "boss" })
    await gatePieces(person.page, 6)
    await dropFilms(person, [film])
    await somePiecesAreThere(cli.peer, 6)
    await person.page.close()
    const [begun] = await unfinished(cli.peer)
    assert.ok(begun && begun.bytes < filmBytes)
    const path = await cli.write(film)
    const { uploaded } = await cli.json(["upload", path, "--free"])
    assert.ok(Array.isArray(uploaded) && uploaded.length === 1)
    await areThere(cli.peer, [film])
    assert.deepEqual(await unfinished(cli.peer), [])
  })

  test("what was begun by a program is finished in the browser, with the pieces that are missing", async () => {
    await using server = await startServer(settings)
    const admin = await connectAdmin(server)
    const film = makeFilm(filmBytes, "Begun elsewhere.mp4", 6)
    const begun = await beginInPieces(admin, film)
    for (const piece of [0, 3, 7, 19]) await sendPiece(admin, begun, piece)
    await using folder = await tempFolder()
    const path = join(folder.path, film.request.file_name)
    await writeFile(path, film.bytes)
    await using person = await openStaff(browser, server, "uploads")
    const gate = await gatePieces(person.page, Number.POSITIVE_INFINITY)
    await person.sees("Begun elsewhere.mp4")
    await person.page.locator(".unfinished input[type=file]").setInputFiles(path)
    await areDone(person, 1)
    assert.equal(gate.asked, 16)
    await areThere(admin, [film])
  })

  test("an upload pauses, and goes on where it was", async () => {
    await using server = await startServer(settings)
    const admin = await connectAdmin(server)
    const film = makeFilm(filmBytes, "Nosferatu.mp4", 7)
    await using person = await openStaff(browser, server, "uploads")
    const gate = await gatePieces(person.page, 8)
    await dropFilms(person, [film])
    await somePiecesAreThere(admin, 8)
    await person.press("Pause Nosferatu.mp4")
    await person.sees("Paused")
    await gate.open()
    const asked = gate.asked
    await person.press("Resume Nosferatu.mp4")
    await areDone(person, 1)
    assert.equal(gate.asked - asked, 12)
    await areThere(admin, [film])
  })

  test("a cancelled upload leaves nothing behind", async () => {
    await using server = await startServer(settings)
    const admin = await connectAdmin(server)
    await using person = await openStaff(browser, server, "uploads")
    await gatePieces(person.page, 3)
    await dropFilms(person, [makeFilm(filmBytes, "Oops.mp4", 8)])
    await somePiecesAreThere(admin, 3)
    await person.press("Cancel Oops.mp4")
    await person.press("Throw away")
    await until("it is dropped", async () => (await unfinished(admin)).length === 0)
    await person.sees("Nothing is unfinished.")
  })

  test("a piece that arrives damaged is sent again", async () => {
    await using server = await startServer(settings)
    const admin = await connectAdmin(server)
    const film = makeFilm(filmBytes, "Noisy line.mp4", 9)
    await using person = await openStaff(browser, server, "uploads")
    let asked = 0
    await person.page.route("**/api/v1/send_piece", async (route) => {
      asked += 1
      if (asked > 3) return route.continue()
      await route.fulfill({
        status: 422,
        json: { flag: false, code: "WRONG_PIECE", msg: "Damaged.", piece: 0 },
      })
    })
    await dropFilms(person, [film])
    await areDone(person, 1)
    await areThere(admin, [film])
    assert.equal(asked, 23)
  })

  test("a film that can't be taken is told in words at its row, and doesn't stop the others", async () => {
    await using server = await startServer({ ...settings, maxFilmBytes: 1_000_000 })
    const admin = await connectAdmin(server)
    const small = makeFilm(200_000, "Small.mp4", 10)
    await using person = await openStaff(browser, server, "uploads")
    const empty = { bytes: Buffer.alloc(0), request: { ...small.request, file_name: "Empty.mp4" } }
    await dropFilms(person, [makeFilm(filmBytes, "Large.mp4", 11), empty, small])
    await areDone(person, 1)
    await areThere(admin, [small])
    const large = person.page.locator(".upload-row", { hasText: "Large.mp4" })
    await large.getByText("Not uploaded: This library takes no films as large as this one.").waitFor()
    const alert = person.page.locator(".upload-row", { hasText: "Empty.mp4" }).getByRole("alert")
    assert.match(await alert.innerText(), /^Not uploaded: .*empty/)
    await person.isAccessible()
  })

  test("a lost line is told, and what was under way goes on by itself", async () => {
    await using server = await startServer(settings)
    const admin = await connectAdmin(server)
    const film = makeFilm(filmBytes, "Sherlock Jr..mp4", 12)
    await using person = await openStaff(browser, server, "uploads")
    person.expectLostServer()
    let isDown = true
    await person.page.route("**/api/v1/send_piece", (route) => (isDown ? route.abort() : route.continue()))
    await dropFilms(person, [film])
    await person.sees(/The connection to the server was lost\. Trying again in \d+ s\./)
    isDown = false
    await areDone(person, 1)
    await areThere(admin, [film])
  })

  test("whose session ends logs in again, and the upload goes on", async () => {
    await using server = await startServer(settings)
    const admin = await connectAdmin(server)
    const film = makeFilm(filmBytes, "The General.mp4", 13)
    await using person = await openStaff(browser, server, "uploads")
    const gate = await gatePieces(person.page, 4)
    await dropFilms(person, [film])
    await somePiecesAreThere(admin, 4)
    await server.running.app.sessions.endAllOf(1)
    await gate.open()
    await person.isAt("Log in")
    await person.page.getByLabel("I am one of the staff").check()
    await person.field("Name").fill("admin")
    await person.field("Password").fill("secret")
    await person.press("Log in")
    await person.isAt("Uploads")
    await areDone(person, 1)
    const again = await server.connect()
    await logIn(again, "admin", "admin")
    await areThere(again, [film])
  })

  test("the very same film isn't sent twice, unless it is meant", async () => {
    await using server = await startServer(settings)
    const admin = await connectAdmin(server)
    const film = makeFilm(filmBytes, "Twice.mp4", 14)
    await upload(admin, film)
    await using person = await openStaff(browser, server, "uploads")
    const gate = await gatePieces(person.page, Number.POSITIVE_INFINITY)
    await dropFilms(person, [film])
    await person.sees("The library has this very film already")
    assert.equal(gate.asked, 0)
    await person.press("Upload it as another film")
    await areDone(person, 1)
    assert.equal(gate.asked, 20)
  })

  test("a file that is changed under way is told, and never published half old and half new", async () => {
    await using server = await startServer(settings)
    const admin = await connectAdmin(server)
    const film = makeFilm(filmBytes, "Changed.mp4", 15)
    await using folder = await tempFolder()
    const path = join(folder.path, film.request.file_name)
    await writeFile(path, film.bytes)
    await using person = await openStaff(browser, server, "uploads")
    person.expectLostServer()
    const gate = await gatePieces(person.page, 5)
    await person.page.locator(".drop input[type=file]").setInputFiles(path)
    await somePiecesAreThere(admin, 5)
    await appendFile(path, "more")
    await gate.open()
    await person.sees(/Not uploaded: The file can’t be read any more/)
    assert.equal((await filmIds(admin)).size, 0)
  })
})
