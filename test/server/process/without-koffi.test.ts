import assert from "node:assert/strict"
import { test } from "node:test"
import { makeFilm } from "../../kit/films.ts"
import { logIn, password, upload } from "../../kit/people.ts"
import { runServer } from "../../kit/process.ts"

test("a server without the optional koffi takes films in and sends them all the same", async () => {
  const lacking = new URL("../../kit/lacking/koffi.ts", import.meta.url).href
  await using server = await runServer({ NODE_OPTIONS: `--import=${lacking}` })
  const admin = await server.connect()
  await admin.ok({ type: "register", name: "admin", password, user_type: "admin" })
  await logIn(admin, "admin", "admin")
  const film = makeFilm(5_000_000)
  await upload(admin, film)
  await admin.ok({ type: "download_movie", movie_id: 1, offset: 1 })
  assert.ok((await admin.bytes(film.bytes.length - 1)).equals(film.bytes.subarray(1)))
})
