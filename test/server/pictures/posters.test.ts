import assert from "node:assert/strict"
import { createHash } from "node:crypto"
import { readdir, readFile } from "node:fs/promises"
import { join } from "node:path"
import { test } from "node:test"
import sharp from "sharp"
import { Movie } from "../../../db/movie.ts"
import { forEachDatabase } from "../../kit/databases.ts"
import { makeFilm } from "../../kit/films.ts"
import type { Peer, Reply } from "../../kit/peer.ts"
import { connectAdmin, connectStaff, logIn, password, textIn, upload } from "../../kit/people.ts"
import { makePicture } from "../../kit/pictures.ts"
import { runServer } from "../../kit/process.ts"
import { startServer, type TestServer } from "../../kit/server.ts"

function setPoster(admin: Peer, movie_id: number, picture: Uint8Array): Promise<Reply> {
  return admin.ok({ type: "set_poster", movie_id, file_size: picture.length }, picture)
}

async function posterOf(server: TestServer, id: number): Promise<[string | null, string | null]> {
  const film = await server.running.app.database.run(() => Movie.get(id))
  return [film?.poster ?? null, film?.poster_source ?? null]
}

forEachDatabase((kit) => {
  test("a film shows the poster that the staff gave it last, or its own where the staff's is taken away", async () => {
    await using server = await startServer({}, kit)
    const admin = await connectAdmin(server)
    const movie_id = await upload(admin, makeFilm(100))
    const first = textIn(await setPoster(admin, movie_id, await makePicture()), "poster")
    assert.deepEqual(await posterOf(server, movie_id), [first, "staff"])
    const editor = await connectStaff(server, admin, "editor")
    const second = textIn(await setPoster(editor, movie_id, await makePicture({ grey: 7 })), "poster")
    assert.notEqual(second, first)
    assert.equal((await admin.ok({ type: "use_poster", movie_id, poster: first })).poster, first)
    assert.equal((await admin.ok({ type: "use_poster", movie_id, poster: null })).poster, null)
    assert.deepEqual(await posterOf(server, movie_id), [null, null])
    await server.running.app.database.run(() => Movie.update({ id: movie_id }, { film_poster: second }))
    await admin.ok({ type: "use_poster", movie_id, poster: first })
    assert.equal((await admin.ok({ type: "use_poster", movie_id, poster: null })).poster, second)
    assert.deepEqual(await posterOf(server, movie_id), [second, "film"])
  })

  test("a purged film has no poster any more, and gets none", async () => {
    await using server = await startServer({}, kit)
    const admin = await connectAdmin(server)
    const movie_id = await upload(admin, makeFilm(100))
    const picture = await makePicture()
    const { poster } = await setPoster(admin, movie_id, picture)
    await admin.ok({ type: "delete_movie", delete_movie_id: movie_id })
    assert.equal((await setPoster(admin, movie_id, picture)).poster, poster)
    await admin.ok({ type: "purge_movie", movie_id })
    assert.deepEqual(await posterOf(server, movie_id), [null, null])
    await admin.fails("NO_SUCH_MOVIE", { type: "use_poster", movie_id, poster })
    const frame = { type: "set_poster", movie_id, file_size: picture.length }
    await admin.fails("NO_SUCH_MOVIE", frame, picture)
  })
})

test("a poster comes over HTTP in four widths, for good, by the name of its content", async () => {
  await using server = await startServer({ gateway: true })
  const admin = await connectAdmin(server)
  const movie_id = await upload(admin, makeFilm(100))
  const picture = await makePicture({ width: 1000, height: 1500, format: "png" })
  const poster = textIn(await setPoster(admin, movie_id, picture), "poster")
  for (const [width, made] of [
    [160, 160],
    [320, 320],
    [640, 640],
    [1280, 1000],
  ] as const) {
    const url = `${server.url}/posters/${poster}-${width}.webp`
    const response = await fetch(url)
    assert.equal(response.status, 200)
    assert.equal(response.headers.get("content-type"), "image/webp")
    assert.equal(response.headers.get("cache-control"), "public, max-age=31536000, immutable")
    const bytes = Buffer.from(await response.arrayBuffer())
    const { format, width: wide, height: high, space } = await sharp(bytes).metadata()
    assert.deepEqual([format, wide, high, space], ["webp", made, (made * 3) / 2, "srgb"])
    if (width === 1280) assert.equal(createHash("sha256").update(bytes).digest("hex"), poster)
    const etag = response.headers.get("etag") ?? ""
    for (const known of [etag, `W/${etag}`, `"x", ${etag}`, "*"]) {
      const again = await fetch(url, { headers: { "if-none-match": known } })
      assert.deepEqual([again.status, await again.text()], [304, ""])
    }
    const head = await fetch(url, { method: "HEAD" })
    assert.deepEqual([head.status, head.headers.get("content-length")], [200, String(bytes.length)])
  }
})

test("an address of no poster says so", async () => {
  await using server = await startServer({ gateway: true })
  const admin = await connectAdmin(server)
  const movie_id = await upload(admin, makeFilm(100))
  const poster = textIn(await setPoster(admin, movie_id, await makePicture()), "poster")
  const none = "0".repeat(64)
  for (const path of [
    `${none}-160.webp`,
    `${poster}-161.webp`,
    `${poster}-0160.webp`,
    `${poster.toUpperCase()}-160.webp`,
    `${poster}-160.png`,
    `${poster}.webp`,
    `..%2fpictures%2f${poster}%2f160.webp`,
    `${poster}-160.webp%00`,
    "",
  ]) {
    const response = await fetch(`${server.url}/posters/${path}`)
    const body: unknown = await response.json()
    assert.equal(response.status, 404, path)
    assert.ok(typeof body === "object" && body !== null && "code" in body && body.code === "NOT_FOUND", path)
    assert.doesNotMatch(response.headers.get("cache-control") ?? "", /immutable/)
  }
})

test("a picture that comes several times at once is stored once", async () => {
  await using server = await startServer()
  const admin = await connectAdmin(server)
  const editor = await connectStaff(server, admin, "editor")
  const films = [await upload(admin, makeFilm(100)), await upload(admin, makeFilm(101))]
  const picture = await makePicture()
  const replies = await Promise.all([
    setPoster(admin, films[0] ?? 0, picture),
    setPoster(editor, films[1] ?? 0, picture),
  ])
  assert.equal(replies[0]?.poster, replies[1]?.poster)
  assert.deepEqual(await readdir(join(server.settings.uploadsDir, "pictures")), [replies[0]?.poster])
})

test("a server loads what works on pictures with the first of them, and not when it starts", {
  skip: process.platform === "linux" ? false : "what a process has loaded is told by Linux",
}, async () => {
  await using server = await runServer()
  const hasLoaded = async (): Promise<boolean> =>
    (await readFile(`/proc/${server.child.pid}/maps`, "utf8")).includes("libvips")
  assert.equal(await hasLoaded(), false)
  const admin = await server.connect()
  await admin.ok({ type: "register", name: "admin", password, user_type: "admin" })
  await logIn(admin, "admin", "admin")
  await setPoster(admin, await upload(admin, makeFilm(100)), await makePicture())
  assert.equal(await hasLoaded(), true)
})
