import assert from "node:assert/strict"
import { test } from "node:test"
import { Invitation } from "../../../db/invitation.ts"
import { User } from "../../../db/user.ts"
import { forEachDatabase } from "../../kit/databases.ts"
import { hostileTexts } from "../../kit/hostile-texts.ts"
import { connectAdmin, connectMember, logIn, password, textIn } from "../../kit/people.ts"
import { startServer } from "../../kit/server.ts"

const member = { type: "register", password, user_type: "user" }
const admin = { type: "register", password, user_type: "admin" }

forEachDatabase((kit) => {
  test("anyone may register as a member and then log in", async () => {
    await using server = await startServer({}, kit)
    const peer = await server.connect()
    assert.deepEqual(Object.keys(await peer.ok({ ...member, name: "mei" })).sort(), ["code", "flag", "msg"])
    await logIn(peer, "mei")
  })

  test("the first admin simply registers, even after members", async () => {
    await using server = await startServer({}, kit)
    await connectMember(server)
    const peer = await server.connect()
    await peer.ok({ ...admin, name: "ada" })
    await logIn(peer, "ada", "admin")
  })

  test("a second admin needs an invitation that an admin issued", async () => {
    await using server = await startServer({}, kit)
    await connectAdmin(server)
    const peer = await server.connect()
    await peer.fails("INVITATION_NEEDED", { ...admin, name: "bo" })
    for (const invitation of ["made up", "founding", "0".repeat(32)]) {
      await peer.fails("INVITATION_NEEDED", { ...admin, name: "bo", invitation })
    }
    await peer.fails("BAD_FIELD", { ...admin, name: "bo", invitation: "" })
    await peer.fails("BAD_LOGIN", { type: "login", name: "bo", password, user_type: "admin" })
  })

  test("an invitation is good for one admin", async () => {
    await using server = await startServer({}, kit)
    const founder = await connectAdmin(server)
    const invitation = textIn(await founder.ok({ type: "invite_admin" }), "invitation")
    const peer = await server.connect()
    await peer.ok({ ...admin, name: "bo", invitation })
    await peer.fails("INVITATION_NEEDED", { ...admin, name: "cy", invitation })
    await logIn(peer, "bo", "admin")
  })

  test("an invitation raced for by many lets one of them in", async () => {
    await using server = await startServer({}, kit)
    const founder = await connectAdmin(server)
    const invitation = textIn(await founder.ok({ type: "invite_admin" }), "invitation")
    const peers = await Promise.all(Array.from({ length: 8 }, () => server.connect()))
    const replies = await Promise.all(
      peers.map((peer, index) => peer.ask({ ...admin, name: `racer${index}`, invitation })),
    )
    const codes = replies.map(({ code }) => code).sort()
    assert.deepEqual(codes, [0, ...Array(7).fill("INVITATION_NEEDED")])
  })

  test("an invitation is over after its days", async () => {
    await using server = await startServer({ invitationDays: 7 }, kit)
    const founder = await connectAdmin(server)
    const old = textIn(await founder.ok({ type: "invite_admin" }), "invitation")
    const { database } = server.running.app
    const daysAgo = (days: number): Date => new Date(Date.now() - days * 86_400_000)
    await database.run(() => Invitation.update({ use_time: null }, { create_time: daysAgo(7.1) }))
    await founder.fails("INVITATION_NEEDED", { ...admin, name: "late", invitation: old })
    await database.run(() => Invitation.update({ use_time: null }, { create_time: daysAgo(6.9) }))
    await founder.ok({ ...admin, name: "intime", invitation: old })
  })

  test("an invitation is not used up by a registration that failed", async () => {
    await using server = await startServer({}, kit)
    const founder = await connectAdmin(server)
    const invitation = textIn(await founder.ok({ type: "invite_admin" }), "invitation")
    await founder.fails("NAME_TAKEN", { ...admin, name: "ADMIN", invitation })
    await founder.ok({ ...member, name: "plain", invitation })
    await founder.ok({ ...admin, name: "bo", invitation })
  })

  test("of two first admins at the same moment one wins", async () => {
    await using server = await startServer({}, kit)
    const peers = await Promise.all(Array.from({ length: 6 }, () => server.connect()))
    const replies = await Promise.all(
      peers.map((peer, index) => peer.ask({ ...admin, name: `first${index}` })),
    )
    const codes = replies.map(({ code }) => code).sort()
    assert.deepEqual(codes, [0, ...Array(5).fill("INVITATION_NEEDED")])
    const admins = await server.running.app.database.run(() => User.count({ user_type: "admin" }))
    assert.equal(admins, 1)
  })

  test("a name is taken without regard to case or width", async () => {
    await using server = await startServer({}, kit)
    const peer = await server.connect()
    for (const [name, same] of [
      ["Bob", "bOB"],
      ["Ärger", "äRGER"],
      ["Ёлка", "ёЛКА"],
      ["ｗｉｄｅ", "WIDE"],
    ]) {
      await peer.ok({ ...member, name })
      await peer.fails("NAME_TAKEN", { ...member, name: same })
    }
  })

  test("names that differ in an accent, a space or a letter's kin are different names", async () => {
    await using server = await startServer({}, kit)
    const peer = await server.connect()
    for (const name of ["jose", "josé", "jose ", " jose", "josè", "straße", "strasse", "o", "ø", "ᵒo"]) {
      await peer.ok({ ...member, name })
    }
  })

  test("of many who register one name at the same moment one gets it", async () => {
    await using server = await startServer({}, kit)
    const peers = await Promise.all(Array.from({ length: 6 }, () => server.connect()))
    const replies = await Promise.all(
      peers.map((peer, index) => peer.ask({ ...member, name: index % 2 === 0 ? "Same" : "sAME" })),
    )
    assert.deepEqual(replies.map(({ code }) => code).sort(), [0, ...Array(5).fill("NAME_TAKEN")])
  })

  test("hostile names come back unchanged", async () => {
    await using server = await startServer({ maxFrameBytesBeforeLogin: 65_536 }, kit)
    const peer = await connectAdmin(server)
    for (const name of hostileTexts) await peer.ok({ ...member, name })
    const users = await peer.ok({ type: "list_users", limit: 200 })
    assert.ok(Array.isArray(users.users))
    const names = users.users.map((user: unknown) => {
      assert.ok(typeof user === "object" && user !== null && "name" in user)
      return user.name
    })
    assert.deepEqual(names, ["admin", ...hostileTexts])
    for (const name of hostileTexts) await logIn(peer, name)
  })

  test("a name whose folded form is many times longer is registered or refused as a field, never an accident", async () => {
    await using server = await startServer({}, kit)
    const peer = await server.connect()
    const reply = await peer.ask({ ...member, name: "\ufdfa".repeat(64) })
    assert.ok(reply.code === 0 || reply.code === "BAD_FIELD", JSON.stringify(reply))
  })
})
