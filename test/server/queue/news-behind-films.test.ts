import assert from "node:assert/strict"
import { test } from "node:test"
import { makeFilm } from "../../kit/films.ts"
import { getInLine, hold, letGo } from "../../kit/line.ts"
import { encode } from "../../kit/peer.ts"
import { connectAdmin, connectMember, upload } from "../../kit/people.ts"
import { startServer } from "../../kit/server.ts"

const bytes = 20_000_000

for (const sendfile of [true, false]) {
  test(`a turn that comes within a film's bytes is told behind them, whatever else waits there (${sendfile ? "sendfile" : "through memory"})`, async () => {
    await using server = await startServer({ downloadSlots: 2, slotLingerS: 600, sendfile })
    const admin = await connectAdmin(server)
    await upload(admin, makeFilm(1000))
    const movie_id = await upload(admin, makeFilm(bytes))
    const member = await connectMember(server)
    await member.ok({ type: "subscribe", topics: ["notices"] })
    const [held, download_id] = [await hold(admin), await hold(member, { movie_id })]
    const place = await getInLine(member)
    const range = { type: "download_movie", movie_id, download_id, queue: "tell" }
    await member.send(encode({ ...range, session: member.session }))
    assert.equal((await member.reply()).file_size, bytes)
    // What the system holds is less than the film, which is on its way until somebody reads on.
    member.pause()
    for (let at = 0; at <= 100; at++) await admin.ok({ type: "release_notice", title: "n", content: "c" })
    await letGo(admin, held)
    member.resume()
    await member.bytes(bytes)
    const kinds = new Set<unknown>()
    for (let push = await member.push(); push.push !== "turn"; push = await member.push()) {
      kinds.add(push.push)
      assert.ok(kinds.size <= 2)
    }
    await hold(member, { place })
  })
}
