import assert from "node:assert/strict"
import { mock, test } from "node:test"
import { User } from "../../../db/user.ts"
import { forEachDatabase } from "../../kit/databases.ts"
import {
  connectAdmin,
  connectMember,
  connectStaff,
  listIn,
  logIn,
  password,
  textIn,
} from "../../kit/people.ts"
import { startServer, type TestServer } from "../../kit/server.ts"

const login = { type: "login", password, session: undefined }

/** The names of those who could do everything now. */
function admins(server: TestServer): Promise<string[]> {
  const wanted = { role: "admin", is_locked: false, erase_time: null } as const
  return server.running.app.database.run(async () =>
    (await User.select(wanted, { orderBy: "id" })).map(({ name }) => name),
  )
}

/** Has something happen between a log-in's look at the account and its session, once. */
function beforeSession(server: TestServer, happens: () => Promise<unknown>): void {
  const { sessions } = server.running.app
  const { open } = sessions
  const mocked = mock.method(sessions, "open", async (...given: Parameters<typeof open>) => {
    mocked.mock.restore()
    await happens()
    return open.apply(sessions, given)
  })
}

forEachDatabase((kit) => {
  test("whoever is invited for a role has it from the first log-in on, and an invitation without one makes an admin", async () => {
    await using server = await startServer({}, kit)
    const admin = await connectAdmin(server)
    const editor = await connectStaff(server, admin, "editor")
    const cashier = await connectStaff(server, admin, "cashier")
    const other = await connectStaff(server, admin, "admin", "other")
    assert.equal((await editor.ok({ type: "who_am_i" })).role, "editor")
    assert.equal((await cashier.ok({ type: "who_am_i" })).role, "cashier")
    assert.equal((await other.ok({ type: "who_am_i" })).role, "admin")
    assert.equal((await logIn(editor, "editor", "admin")).role, "editor")
    const invitation = textIn(await admin.ok({ type: "invite_admin" }), "invitation")
    await admin.ok({ type: "register", name: "new", password, user_type: "admin", invitation })
    assert.deepEqual(await admins(server), ["admin", "other", "new"])
    const member = await connectMember(server)
    assert.equal((await member.ok({ type: "who_am_i" })).role, null)
    await admin.fails("BAD_FIELD", { type: "invite_admin", role: "user" })
  })

  test("an invitation for a member makes no staff", async () => {
    await using server = await startServer({ registration: "invitation" }, kit)
    const admin = await connectAdmin(server)
    const { invitations, valid_days } = await admin.ok({ type: "invite_member", count: 3 })
    assert.ok(Array.isArray(invitations) && new Set(invitations).size === 3)
    assert.equal(valid_days, server.settings.invitationDays)
    const [invitation] = invitations
    const person = { type: "register", name: "mei", password, invitation }
    await admin.fails("INVITATION_NEEDED", { ...person, user_type: "admin" })
    await admin.ok({ ...person, user_type: "user" })
    await admin.fails("INVITATION_NEEDED", { ...person, name: "ann", user_type: "user" })
    for (const count of [0, 101, 1.5]) await admin.fails("BAD_FIELD", { type: "invite_member", count })
  })

  test("a changed role ends the sessions that had the old one, and the next log-in has the new one", async () => {
    await using server = await startServer({}, kit)
    const admin = await connectAdmin(server)
    const editor = await connectStaff(server, admin, "editor")
    const second = await server.connect()
    await logIn(second, "editor", "admin")
    await admin.ok({ type: "set_role", name: "EDITOR", role: "editor" })
    await editor.ok({ type: "list_trash" })
    await admin.ok({ type: "set_role", name: "EDITOR", role: "cashier" })
    for (const peer of [editor, second]) await peer.fails("NOT_LOGGED_IN", { type: "list_trash" })
    await logIn(editor, "editor", "admin")
    await editor.fails("NOT_ALLOWED", { type: "list_trash" })
    await editor.ok({ type: "list_users" })
  })

  test("only staff has a role", async () => {
    await using server = await startServer({}, kit)
    const admin = await connectAdmin(server)
    const member = await connectMember(server)
    await admin.fails("NOT_STAFF", { type: "set_role", name: "member", role: "admin" })
    await admin.fails("NO_SUCH_USER", { type: "set_role", name: "nobody", role: "admin" })
    await admin.fails("BAD_FIELD", { type: "set_role", name: "member", role: "user" })
    await member.ok({ type: "who_am_i" })
  })

  test("an admin may step back once there is another, and the last one can't", async () => {
    await using server = await startServer({}, kit)
    const admin = await connectAdmin(server)
    const step = { type: "set_role", name: "admin", role: "editor" }
    await admin.fails("LAST_ADMIN", step)
    const other = await connectStaff(server, admin, "admin", "other")
    await other.ok({ type: "lock_user", name: "admin" })
    await other.fails("LAST_ADMIN", { ...step, name: "other" })
    await other.ok({ type: "unlock_user", name: "admin" })
    await logIn(admin, "admin", "admin")
    await admin.ok(step)
    await admin.fails("NOT_LOGGED_IN", { type: "who_am_i" })
    assert.deepEqual(await admins(server), ["other"])
  })

  for (const [what, request] of [
    ["demote", { type: "set_role", role: "cashier" }],
    ["lock", { type: "lock_user" }],
  ] as const) {
    test(`of admins who ${what} one another at the same moment one stays an admin`, async () => {
      await using server = await startServer({}, kit)
      const first = await connectAdmin(server)
      const second = await connectStaff(server, first, "admin", "second")
      for (let round = 0; round < 5; round++) {
        const replies = await Promise.all([
          first.ask({ ...request, name: "second" }),
          second.ask({ ...request, name: "admin" }),
        ])
        const codes = replies.map(({ code }) => code)
        assert.equal(codes.filter((code) => code === 0).length, 1, `${codes}`)
        const [left, ...others] = await admins(server)
        assert.deepEqual(others, [])
        const [winner, loser] = left === "admin" ? [first, "second"] : [second, "admin"]
        await winner.ok({ type: "set_role", name: loser, role: "admin" })
        await winner.ok({ type: "unlock_user", name: loser })
        await logIn(winner === first ? second : first, loser, "admin")
      }
    })
  }

  test("of admins who step back at the same moment one stays an admin", async () => {
    await using server = await startServer({}, kit)
    const first = await connectAdmin(server)
    const second = await connectStaff(server, first, "admin", "second")
    const replies = await Promise.all([
      first.ask({ type: "set_role", name: "admin", role: "editor" }),
      second.ask({ type: "set_role", name: "second", role: "editor" }),
    ])
    assert.deepEqual(replies.map(({ code }) => code).sort(), [0, "LAST_ADMIN"])
    assert.equal((await admins(server)).length, 1)
  })

  test("a session that is begun while its person is locked, demoted or given a password doesn't live", async () => {
    await using server = await startServer({}, kit)
    const admin = await connectAdmin(server)
    await connectStaff(server, admin, "admin", "mei")
    const peer = await server.connect()
    const attempt = { ...login, name: "mei", user_type: "admin" }
    const { sessions } = server.running.app
    const before = sessions.size
    beforeSession(server, () => admin.ok({ type: "set_role", name: "mei", role: "editor" }))
    await peer.fails("BUSY", attempt)
    beforeSession(server, () => admin.ok({ type: "set_password", name: "mei", password: "another" }))
    await peer.fails("BAD_LOGIN", attempt)
    await admin.ok({ type: "set_password", name: "mei", password })
    beforeSession(server, () => admin.ok({ type: "lock_user", name: "mei" }))
    await peer.fails("ACCOUNT_LOCKED", attempt)
    assert.ok(sessions.size < before, "only the admin's own is left")
    assert.equal(sessions.size, 1)
    await admin.ok({ type: "unlock_user", name: "mei" })
    assert.equal((await peer.ok(attempt)).role, "editor")
  })

  test("staff that was locked meanwhile changes nothing any more, even with a request under way", async () => {
    await using server = await startServer({}, kit)
    const admin = await connectAdmin(server)
    const other = await connectStaff(server, admin, "admin", "other")
    await connectMember(server)
    // As if the request had passed the look at its session just before.
    await server.running.app.database.run(() => User.update({ name: "other" }, { is_locked: true }))
    for (const request of [{ type: "lock_user" }, { type: "give_vip", days: 30 }, { type: "take_vip" }]) {
      await other.fails("NOT_ALLOWED", { ...request, name: "member" })
    }
    assert.deepEqual(listIn(await admin.ok({ type: "list_staff_actions", actor: "other" }), "actions"), [])
  })
})
