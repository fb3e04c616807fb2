import assert from "node:assert/strict"
import { test } from "node:test"
import { makeFilm } from "../../kit/films.ts"
import { encode } from "../../kit/peer.ts"
import { connectAdmin, connectMember, upload } from "../../kit/people.ts"
import { startServer } from "../../kit/server.ts"

const subscribe = { type: "subscribe", topics: ["notices"] }

for (const sendfile of [true, false]) {
  test(`a push never comes within a film's bytes, but behind them (${sendfile ? "sendfile" : "through memory"})`, async () => {
    await using server = await startServer({ downloadWaitS: 0.3, sendfile })
    const admin = await connectAdmin(server)
    const film = makeFilm(20_000_000)
    const movie_id = await upload(admin, film)
    const member = await connectMember(server)
    await member.ok(subscribe)
    await member.ok({ type: "download_movie", movie_id })
    for (const title of ["a", "b"]) await admin.ok({ type: "release_notice", title, content: "c" })
    const half = await member.bytes(10_000_000)
    await admin.ok({ type: "release_notice", title: "c", content: "c" })
    const rest = await member.bytes(10_000_000)
    assert.ok(Buffer.concat([half, rest]).equals(film.bytes))
    const titles = [await member.push(), await member.push(), await member.push()].map(({ title }) => title)
    assert.deepEqual(titles, ["a", "b", "c"])
    await member.ok({ type: "ping" })
  })
}

test("a push comes while an upload is being received, and the upload goes on", async () => {
  await using server = await startServer()
  const admin = await connectAdmin(server)
  await admin.ok(subscribe)
  const { request, bytes } = makeFilm(100_000)
  await admin.send(Buffer.concat([encode({ ...request, session: admin.session }), bytes.subarray(0, 50_000)]))
  const other = await server.connect()
  await other.ok({ type: "release_notice", title: "now", content: "c", session: admin.session })
  assert.equal((await admin.push()).title, "now")
  await admin.send(bytes.subarray(50_000))
  assert.equal((await admin.reply()).flag, true)
})

test("a connection that only listens outlives every deadline", async () => {
  const short = { firstFrameS: 0.1, loginS: 0.3, frameS: 0.1, writeStallS: 0.2 }
  await using server = await startServer(short)
  const admin = await connectAdmin(server)
  const member = await connectMember(server)
  await member.ok(subscribe)
  const other = await server.connect()
  // The time that a stranger has is over when this one is cut.
  await other.end()
  await admin.ok({ type: "release_notice", title: "late", content: "c" })
  assert.equal((await member.push()).title, "late")
})
