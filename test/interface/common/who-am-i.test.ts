import assert from "node:assert/strict"
import { test } from "node:test"
import { User } from "../../../db/user.ts"
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

  test("what the account has is told where it is asked for, and costs no statement where it isn't", async () => {
    const seen: string[] = []
    await using server = await startServer({}, kit, { onQuery: (sql) => void seen.push(sql) })
    const member = await connectMember(server)
    seen.length = 0
    const plain = await member.ok({ type: "who_am_i" })
    // SQLite's reads of one turn share a snapshot, which is a statement before and after.
    const reads = seen.filter((sql) => sql.startsWith("SELECT"))
    assert.equal(reads.length, 1, reads.join("\n"))
    assert.equal("balance_fen" in plain || "unread_notices" in plain, false)
    await server.running.app.database.run(async () => {
      await User.update({ name: "member" }, { vip_until: new Date() })
    })
    seen.length = 0
    await member.ok({ type: "who_am_i" })
    assert.ok(seen.filter((sql) => sql.startsWith("SELECT")).length <= 2)
    const { balance_fen, unread_notices } = await member.ok({ type: "who_am_i", with: "account" })
    assert.deepEqual([balance_fen, unread_notices], [10_000, 0])
    await member.fails("BAD_FIELD", { type: "who_am_i", with: "everything" })
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
