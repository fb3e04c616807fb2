import assert from "node:assert/strict"
import { test } from "node:test"
import { forEachDatabase } from "../../kit/databases.ts"
import { connectAdmin, connectMember, logIn, password, textIn } from "../../kit/people.ts"
import { startServer } from "../../kit/server.ts"

forEachDatabase((kit) => {
  test("a lock ends somebody's sessions at once, on every connection, and an unlock lets them in", async () => {
    await using server = await startServer({}, kit)
    const admin = await connectAdmin(server)
    const first = await connectMember(server)
    const second = await server.connect()
    await logIn(second, "member")
    assert.equal((await admin.ok({ type: "lock_user", name: "MEMBER" })).user_id, 2)
    await first.fails("NOT_LOGGED_IN", { type: "who_am_i" })
    await second.fails("NOT_LOGGED_IN", { type: "who_am_i" })
    await admin.ok({ type: "lock_user", name: "member" })
    await admin.ok({ type: "unlock_user", name: "member" })
    await first.fails("NOT_LOGGED_IN", { type: "who_am_i" })
    await logIn(first, "member")
    await first.ok({ type: "who_am_i" })
  })

  test("a lock ends a session in its grace time as well", async () => {
    await using server = await startServer({ sessionGraceS: 60 }, kit)
    const admin = await connectAdmin(server)
    const member = await connectMember(server)
    await member[Symbol.asyncDispose]()
    await admin.ok({ type: "lock_user", name: "member" })
    await admin.fails("NOT_LOGGED_IN", { type: "who_am_i", session: member.session })
  })

  test("nobody locks themselves, and nobody who is not there is locked", async () => {
    await using server = await startServer({}, kit)
    const admin = await connectAdmin(server)
    await admin.fails("NOT_YOURSELF", { type: "lock_user", name: "ADMIN" })
    await admin.fails("NO_SUCH_USER", { type: "lock_user", name: "nobody" })
    await admin.fails("NO_SUCH_USER", { type: "unlock_user", name: "nobody" })
    await admin.ok({ type: "who_am_i" })
  })

  test("one admin may lock another", async () => {
    await using server = await startServer({}, kit)
    const admin = await connectAdmin(server)
    const other = await server.connect()
    const invitation = textIn(await admin.ok({ type: "invite_admin" }), "invitation")
    await other.ok({ type: "register", name: "other", password, user_type: "admin", invitation })
    await logIn(other, "other", "admin")
    await other.ok({ type: "list_users" })
    await admin.ok({ type: "lock_user", name: "other" })
    await other.fails("NOT_LOGGED_IN", { type: "list_users" })
  })

  test("every invitation is another, and only its hash is kept", async () => {
    await using server = await startServer({}, kit)
    const admin = await connectAdmin(server)
    const one = await admin.ok({ type: "invite_admin" })
    const two = await admin.ok({ type: "invite_admin" })
    assert.equal(one.valid_days, server.settings.invitationDays)
    assert.match(textIn(one, "invitation"), /^[0-9a-f]{32}$/)
    assert.notEqual(one.invitation, two.invitation)
  })
})
