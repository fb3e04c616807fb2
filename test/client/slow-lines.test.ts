import assert from "node:assert/strict"
import { test } from "node:test"
import { prehash } from "../../client/prehash.ts"
import { connect } from "../../client/remote.ts"
import { RateLimit } from "../../client/transfer/rate-limit.ts"
import { makeFilm } from "../kit/films.ts"
import { connectAdmin, upload } from "../kit/people.ts"
import { startScriptedServer } from "../kit/scripted-server.ts"
import { startServer } from "../kit/server.ts"

const host = "127.0.0.1"
const MiB = 1024 * 1024

test("a download with a low limit is read so often that the server sees it go on", async () => {
  await using server = await startServer({ writeStallS: 1, pieceBytes: 16 * MiB })
  const admin = await connectAdmin(server)
  // More than the systems of both sides keep.
  await upload(admin, makeFilm(24 * MiB))
  await admin.ok({ type: "register", name: "member", password: prehash("secret"), user_type: "user" })
  await using remote = await connect({ host, port: server.port })
  await remote.call("login", { name: "member", password: prehash("secret"), user_type: "user" })
  const limit = new RateLimit(1_200_000)
  const size = 16 * MiB
  const download = await remote.download({ movie_id: 1, length: size })
  let read = 0
  while (read < size) {
    const chunks = await download.borrow(limit.mostBytes)
    const bytes = chunks.reduce((sum, { length }) => sum + length, 0)
    read += bytes
    // What the server sent before it gave up would arrive at a low rate for long: the rest shows whether it did.
    if (read < 3_000_000) await limit.take(bytes)
  }
})

test("an upload over a slow line goes on as long as some of it is taken, however large its buffers are", async () => {
  const size = 32 * MiB
  await using server = await startScriptedServer(async (caller) => {
    await caller.request()
    const line = new RateLimit(16 * MiB)
    caller.socket.on("data", ({ length }) => {
      caller.socket.pause()
      void line.take(length).then(() => caller.socket.resume())
    })
    await caller.bytes(size)
    caller.reply({ movie_id: 5 })
  })
  await using remote = await connect({ host, port: server.port, quietMs: 700 })
  const film = { file_name: "f", file_size: size, file_md5: "0".repeat(32), is_free: 1 } as const
  const source = (async function* () {
    yield Buffer.alloc(size)
  })()
  const { movie_id } = await remote.upload(film, source)
  assert.equal(movie_id, 5)
})
