import assert from "node:assert/strict"
import { test } from "node:test"
import { forEachDatabase } from "../../kit/databases.ts"
import { connectAdmin, connectMember } from "../../kit/people.ts"
import { startServer } from "../../kit/server.ts"

forEachDatabase((kit) => {
  test("who_am_i tells the account behind the session, and user_id in a request means nothing", async () => {
    await using server = await startServer({}, kit)
    const admin = await connectAdmin(server)
    const member = await connectMember(server)
    const mine = await member.ok({ type: "who_am_i", user_id: 1 })
    assert.deepEqual([mine.user_id, mine.name, mine.user_type, mine.is_vip], [2, "member", "user", 0])
    const theirs = await admin.ok({ type: "who_am_i", user_id: 2 })
    assert.deepEqual([theirs.user_id, theirs.name, theirs.user_type, theirs.is_vip], [1, "admin", "admin", 0])
    assert.ok(Math.abs(Date.parse(String(mine.register_time)) - Date.now()) < 60_000)
  })

  test("logout ends the session, for whatever connection presents it, and the connection stays usable", async () => {
    await using server = await startServer({}, kit)
    const peer = await connectMember(server)
    const other = await server.connect()
    await other.ok({ type: "who_am_i", session: peer.session })
    await peer.ok({ type: "logout" })
    await peer.fails("NOT_LOGGED_IN", { type: "who_am_i" })
    await peer.fails("NOT_LOGGED_IN", { type: "logout" })
    await other.fails("NOT_LOGGED_IN", { type: "who_am_i", session: peer.session })
  })

  test("ping answers anyone", async () => {
    await using server = await startServer({}, kit)
    const peer = await server.connect()
    await peer.ok({ type: "ping", id: "p" })
  })
})
