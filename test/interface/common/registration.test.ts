import assert from "node:assert/strict"
import { test } from "node:test"
import { Invitation } from "../../../db/invitation.ts"
import { User } from "../../../db/user.ts"
import { secretHash } from "../../../interface/secret.ts"
import { forEachDatabase } from "../../kit/databases.ts"
import { connectAdmin, connectStaff, logIn, password, textIn } from "../../kit/people.ts"
import { startServer, type TestServer } from "../../kit/server.ts"

const member = { type: "register", password, user_type: "user" }
const admin = { ...member, user_type: "admin" }

/** Puts an invitation for a role into the library; answers its code. */
async function invite(server: TestServer, role: Invitation["role"], days = 0): Promise<string> {
  const code = `invitation for ${role} ${days}`
  const create_time = new Date(Date.now() - days * 86_400_000)
  const row = { code_hash: secretHash(code), role, create_time }
  await server.running.app.database.run(() => new Invitation(row).save())
  return code
}

forEachDatabase((kit) => {
  test("where registration is closed no member gets in, also not with an invitation, and the first admin does", async () => {
    await using server = await startServer({ registration: "closed" }, kit)
    const peer = await server.connect()
    await peer.fails("REGISTRATION_CLOSED", { ...member, name: "mei" })
    const invitation = await invite(server, "user")
    const refused = await peer.fails("REGISTRATION_CLOSED", {
      ...member,
      name: "mei",
      invitation,
      lang: "zh",
    })
    assert.equal(refused.msg, "目前不开放注册")
    await connectAdmin(server)
    await peer.fails("INVITATION_NEEDED", { ...admin, name: "bo" })
  })

  test("where it takes an invitation each lets in one member, until it is too old", async () => {
    await using server = await startServer({ registration: "invitation", invitationDays: 7 }, kit)
    const peer = await server.connect()
    await peer.fails("INVITATION_NEEDED", { ...member, name: "mei" })
    await peer.fails("INVITATION_NEEDED", { ...member, name: "mei", invitation: "made up" })
    await peer.fails("INVITATION_NEEDED", { ...member, name: "mei", invitation: "founding" })
    const old = await invite(server, "user", 7.1)
    await peer.fails("INVITATION_NEEDED", { ...member, name: "mei", invitation: old })
    const invitation = await invite(server, "user")
    await peer.ok({ ...member, name: "mei", invitation })
    await peer.fails("INVITATION_NEEDED", { ...member, name: "lin", invitation })
    await logIn(peer, "mei")
  })

  test("an invitation lets in only the kind of account that it is for, and staff gets its role", async () => {
    await using server = await startServer({ registration: "invitation" }, kit)
    const peer = await connectAdmin(server)
    const forMember = await invite(server, "user")
    const forEditor = await invite(server, "editor")
    await peer.fails("INVITATION_NEEDED", { ...admin, name: "x", invitation: forMember })
    await peer.fails("INVITATION_NEEDED", { ...member, name: "x", invitation: forEditor })
    const roles = ["editor", "cashier", "admin"] as const
    for (const role of roles) {
      const invitation = role === "editor" ? forEditor : await invite(server, role)
      await peer.ok({ ...admin, name: `an ${role}`, invitation })
    }
    await peer.ok({ ...member, name: "mei", invitation: forMember })
    const users = await server.running.app.database.run(() => User.select({}, { orderBy: "id" }))
    assert.deepEqual(
      users.map(({ name, role }) => [name, role]),
      [["admin", "admin"], ...roles.map((role) => [`an ${role}`, role]), ["mei", null]],
    )
  })

  test("an invitation raced for by many members lets one of them in", async () => {
    await using server = await startServer({ registration: "invitation" }, kit)
    const invitation = await invite(server, "user")
    const peers = await Promise.all(Array.from({ length: 8 }, () => server.connect()))
    const replies = await Promise.all(
      peers.map((peer, index) => peer.ask({ ...member, name: `racer${index}`, invitation })),
    )
    assert.deepEqual(replies.map(({ code }) => code).sort(), [0, ...Array(7).fill("INVITATION_NEEDED")])
  })

  test("without an invitation nobody learns which names there are, and with one it is not lost to a taken name", async () => {
    await using server = await startServer({ registration: "invitation" }, kit)
    const peer = await server.connect()
    const invitation = await invite(server, "user")
    await peer.ok({ ...member, name: "mei", invitation })
    await peer.fails("INVITATION_NEEDED", { ...member, name: "mei" })
    const another = await invite(server, "user", 1)
    await peer.fails("NAME_TAKEN", { ...member, name: "MEI", invitation: another })
    await peer.ok({ ...member, name: "lin", invitation: another })
  })

  test("where members may simply register a taken name is told first, to who would be staff as well", async () => {
    await using server = await startServer({ registration: "open" }, kit)
    const peer = await connectAdmin(server)
    for (const invitation of [undefined, "made up"]) {
      await peer.fails("NAME_TAKEN", { ...admin, name: "ADMIN", invitation })
      await peer.fails("INVITATION_NEEDED", { ...admin, name: "bo", invitation })
    }
  })

  for (const registration of ["invitation", "closed"] as const) {
    test(`where registration is ${registration} nobody without an invitation learns which names the staff has`, async () => {
      await using server = await startServer({ registration }, kit)
      const peer = await connectAdmin(server)
      await peer.fails("INVITATION_NEEDED", { ...admin, name: "ADMIN" })
    })
  }

  test("an invitation's days are counted by the database's clock, whatever the server's says", async (t) => {
    await using server = await startServer({ registration: "invitation", invitationDays: 7 }, kit)
    const peer = await connectAdmin(server)
    const [young, old] = [await invite(server, "user"), await invite(server, "user", 8)]
    const realNow = Date.now
    const shifted = t.mock.method(Date, "now", () => realNow() + 30 * 86_400_000)
    await peer.ok({ ...member, name: "mei", invitation: young })
    shifted.mock.mockImplementation(() => realNow() - 30 * 86_400_000)
    await peer.fails("INVITATION_NEEDED", { ...member, name: "lin", invitation: old })
  })

  test("who may not invite staff any more has invited none", async () => {
    await using server = await startServer({}, kit)
    const first = await connectAdmin(server)
    const roles = ["admin", "editor"] as const
    const leaves = [
      { type: "lock_user" },
      { type: "set_role", role: "editor" },
      { type: "delete_account", password },
    ]
    for (const [index, leave] of leaves.entries()) {
      const name = `leaver ${index}`
      const leaver = await connectStaff(server, first, "admin", name)
      const invited = []
      for (const role of roles)
        invited.push(textIn(await leaver.ok({ type: "invite_admin", role }), "invitation"))
      await (leave.type === "delete_account" ? leaver.ok(leave) : first.ok({ ...leave, name }))
      for (const invitation of invited) {
        await first.fails("INVITATION_NEEDED", { ...admin, name: `by ${name}`, invitation })
      }
    }
    const invitation = textIn(await first.ok({ type: "invite_admin" }), "invitation")
    await first.ok({ ...admin, name: "another", invitation })
  })

  test("an address has so many registrations an hour, refused ones too, and others are not held up", async () => {
    await using server = await startServer({ registrationsPerHour: 3 }, kit)
    const peer = await server.connect()
    await peer.ok({ ...member, name: "a" })
    await peer.fails("NAME_TAKEN", { ...member, name: "a" })
    await peer.ok({ ...member, name: "b" })
    const { seconds, msg } = await peer.fails("TOO_MANY_TRIES", { ...member, name: "c" })
    assert.ok(Number(seconds) > 1100 && Number(seconds) <= 1200, String(seconds))
    assert.equal(msg, `Too many tries; please wait ${seconds} s.`)
    const elsewhere = await server.connect({ from: "127.0.0.8" })
    await elsewhere.ok({ ...member, name: "c" })
  })
})
