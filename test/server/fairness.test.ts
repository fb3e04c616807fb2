import assert from "node:assert/strict"
import { test } from "node:test"
import { Movie } from "../../db/movie.ts"
import { makeFilm } from "../kit/films.ts"
import { encode } from "../kit/peer.ts"
import { connectAdmin } from "../kit/people.ts"
import { startServer } from "../kit/server.ts"

test("somebody else's request is answered between the many that one peer sent at once", async () => {
  await using server = await startServer({ logLevel: "info" })
  const admin = await connectAdmin(server)
  const films = Array.from({ length: 2000 }, (_, number) => ({
    name: `film ${number}`,
    stored_name: `stored ${number}`,
    size: 1,
    sampled_md5: "0".repeat(32),
    is_free: true,
    uploader_id: 1,
  }))
  await server.running.app.database.run(() => Movie.insert(films))
  const other = await server.connect()
  await other.ok({ type: "ping" })
  const asked = 24
  const list = encode({ type: "get_movie_list", movie_type: "all", session: admin.session })
  server.logged.length = 0
  await admin.send(Buffer.concat(Array.from({ length: asked }, () => list)))
  await other.ok({ type: "ping" })
  for (let count = 0; count < asked; count++) assert.equal((await admin.reply()).code, 0)
  // The log has the requests in the order in which they were answered.
  const place = server.logged.findIndex((line) => line.includes('"ping"'))
  assert.ok(place >= 0 && place < asked, `the ping was answered as number ${place + 1} of ${asked + 1}`)
})

test("an upload that takes longer than a stranger has to log in goes through with a session that is presented", async () => {
  await using server = await startServer({ loginS: 0.2 })
  const admin = await connectAdmin(server)
  const film = makeFilm(1000)
  const fresh = await server.connect()
  await fresh.send(encode({ ...film.request, session: admin.session }))
  // A stranger who came after it is cut first: by then its own time is over as well.
  const stranger = await server.connect()
  await stranger.ok({ type: "ping" })
  assert.equal((await stranger.reply()).code, "TIMED_OUT")
  await fresh.send(film.bytes)
  assert.equal((await fresh.reply()).code, 0)
})
