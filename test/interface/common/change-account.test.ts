import assert from "node:assert/strict"
import { test } from "node:test"
import { Device } from "../../../db/device.ts"
import { StaffAction } from "../../../db/staff-action.ts"
import { User } from "../../../db/user.ts"
import { now } from "../../../orm/expression.ts"
import { forEachDatabase } from "../../kit/databases.ts"
import { codeIn, letter, pass } from "../../kit/letters.ts"
import { startMailServer } from "../../kit/mail-server.ts"
import { connectAdmin, connectMember, logIn, password, textIn } from "../../kit/people.ts"
import { startServer } from "../../kit/server.ts"

const fresh = "f".repeat(32)
const change = { type: "change_password", password, new_password: fresh }
const login = { type: "login", name: "member", password: fresh, user_type: "user", session: undefined }

forEachDatabase((kit) => {
  test("a changed password ends every other session and device, and goes on with this one", async () => {
    await using server = await startServer({}, kit)
    const peer = await connectMember(server)
    const other = await server.connect()
    const device = {
      name: "member",
      password,
      user_type: "user",
      device_key: "k".repeat(16),
      device_name: "d",
    }
    const remembered = await other.ok({ type: "login", ...device })
    await peer.ok(change)
    await peer.ok({ type: "who_am_i" })
    await other.fails("NOT_LOGGED_IN", { type: "who_am_i", session: remembered.session })
    assert.equal(await server.running.app.database.run(() => Device.count()), 0)
    await other.fails("BAD_LOGIN", { ...login, password })
    await other.ok(login)
  })

  test("the device that changes the password stays logged in", async () => {
    await using server = await startServer({}, kit)
    const peer = await server.connect()
    await peer.ok({ type: "register", name: "member", password, user_type: "user" })
    const device = { type: "login", name: "member", password, user_type: "user", device_name: "d" }
    await peer.ok({ ...device, device_key: "a".repeat(16) })
    peer.session = textIn(await peer.ok({ ...device, device_key: "b".repeat(16) }), "session")
    await peer.ok(change)
    const left = await server.running.app.database.run(() => Device.select())
    assert.deepEqual(
      left.map(({ device_key }) => device_key),
      ["b".repeat(16)],
    )
  })

  test("a wrong password changes nothing, counts as a failed log-in, and the third ends the connection", async () => {
    await using server = await startServer({}, kit)
    for (const request of [
      change,
      { type: "change_name", name: "other" },
      { type: "delete_account", forfeit_fen: 10_000 },
    ]) {
      const peer = await connectMember(server, `member ${request.type}`)
      for (let round = 0; round < 2; round++) {
        await peer.fails("WRONG_PASSWORD", { ...request, password: "wrong" })
      }
      await peer.fails("TOO_MANY_FAILURES", { ...request, password: "wrong" })
      await peer.end()
      const again = await server.connect()
      await logIn(again, `member ${request.type}`)
    }
  })

  test("wrong passwords of a session count among the tries that the name has in an hour, half of them at once", async () => {
    await using server = await startServer({ loginTriesPerHour: 4, loginFailuresPerConnection: 100 }, kit)
    const peer = await connectMember(server)
    for (let round = 0; round < 2; round++) {
      await peer.fails("WRONG_PASSWORD", { ...change, password: "wrong" })
    }
    await peer.fails("TOO_MANY_TRIES", change)
  })

  test("the owner of a verified address is told of the new password", async () => {
    await using server = await startServer({}, kit)
    const peer = await connectMember(server)
    await peer.ok({ type: "set_profile", password, phone: "+8613800138000" })
    await peer.ok({ type: "send_code", purpose: "phone" })
    await peer.ok({ type: "verify_code", purpose: "phone", code: codeIn(await letter(server, 1)) })
    await peer.ok({ ...change, lang: "zh" })
    const told = await letter(server, 2)
    assert.deepEqual([told.way, told.to], ["phone", "+8613800138000"])
    assert.match(told.text, /^账号 member 的 Reelwire 密码已更改/)
  })

  test("where the message about it can't be sent, no address stands in the log", async () => {
    await using mail = await startMailServer({ refuses: true })
    await using server = await startServer({ smtpUrl: `smtp://127.0.0.1:${mail.port}` }, kit)
    const peer = await connectMember(server)
    const { background, database } = server.running.app
    await database.run(() => User.update({ name: "member" }, { email: "m@films.example", email_time: now() }))
    await peer.ok(change)
    await background.close()
    const logged = server.logged.join()
    assert.match(logged, /a message could not be sent/)
    assert.ok(!logged.includes("m@films.example"), logged)
  })

  test("a code that was sent for a new password ends with the next change", async () => {
    await using server = await startServer({ loginFailuresPerConnection: 100 }, kit)
    const peer = await connectMember(server)
    await peer.ok({ type: "set_profile", password, email: "m@films.example" })
    await peer.ok({ type: "send_code", purpose: "email" })
    await peer.ok({ type: "verify_code", purpose: "email", code: codeIn(await letter(server, 1)) })
    await pass(server, 60)
    await peer.ok({ type: "forgot_password", name: "member", way: "email" })
    const code = codeIn(await letter(server, 2))
    await peer.ok(change)
    await peer.fails("BAD_CODE", { type: "reset_password", name: "member", code, password: "x" })
  })

  test("of two who change the password at the same moment one does", async () => {
    await using server = await startServer({}, kit)
    const one = await connectMember(server)
    const two = await server.connect()
    await logIn(two, "member")
    const replies = await Promise.all([
      one.ask({ ...change, new_password: "one" }),
      two.ask({ ...change, new_password: "two" }),
    ])
    const winner = replies[0].code === 0 ? "one" : "two"
    assert.ok(
      replies.some(({ code }) => code === 0) && replies.some(({ code }) => code !== 0),
      JSON.stringify(replies),
    )
    const peer = await server.connect()
    await peer.ok({ ...login, password: winner })
  })

  test("a new name is the account's at once, in every session, and the old one is free", async () => {
    await using server = await startServer({}, kit)
    const peer = await connectMember(server)
    const other = await server.connect()
    await logIn(other, "member")
    await peer.ok({ type: "change_name", name: "Mei", password })
    for (const each of [peer, other]) assert.equal((await each.ok({ type: "who_am_i" })).name, "Mei")
    const names = [peer, other].map(
      ({ session = "" }) => server.running.app.sessions.find(session)?.session.userName,
    )
    assert.deepEqual(names, ["Mei", "Mei"])
    await connectMember(server, "member")
    await logIn(peer, "mei")
    await peer.ok({ type: "change_name", name: "MEI", password })
  })

  test("a password that is changed at the same moment confirms no other name", async () => {
    await using server = await startServer({}, kit)
    const peer = await connectMember(server)
    const { passwords, database } = server.running.app
    const verify = passwords.verify.bind(passwords)
    passwords.verify = async (given, stored) => {
      const isRight = await verify(given, stored)
      await database.run(() => User.update({ name: "member" }, { password_hash: "another" }))
      return isRight
    }
    await peer.fails("WRONG_PASSWORD", { type: "change_name", name: "thief", password })
    assert.equal((await peer.ok({ type: "who_am_i" })).name, "member")
  })

  test("a name that is taken, or is kept for deleted accounts, stays who has it", async () => {
    await using server = await startServer({}, kit)
    const peer = await connectMember(server)
    await connectMember(server, "Other")
    for (const name of ["other", "deleted-7", "DELETED-1"]) {
      await peer.fails("NAME_TAKEN", { type: "change_name", name, password })
    }
    await peer.fails("NAME_TAKEN", { type: "register", name: "Deleted-9", password, user_type: "user" })
    await peer.ok({ type: "register", name: "deleted-scenes", password, user_type: "user" })
    assert.equal((await peer.ok({ type: "who_am_i" })).name, "member")
  })

  test("of many who want one name one gets it", async () => {
    await using server = await startServer({}, kit)
    const peers = []
    for (let index = 0; index < 5; index++) peers.push(await connectMember(server, `m${index}`))
    const replies = await Promise.all(
      peers.map((peer) => peer.ask({ type: "change_name", name: "Same", password })),
    )
    assert.deepEqual(replies.map(({ code }) => code).sort(), [0, ...Array(4).fill("NAME_TAKEN")])
  })

  test("the staff's trail tells of an admin's new name, and not of a member's", async () => {
    await using server = await startServer({}, kit)
    const admin = await connectAdmin(server)
    const member = await connectMember(server)
    await member.ok({ type: "change_name", name: "mei", password })
    await admin.ok({ type: "change_name", name: "ada", password })
    const [action, ...more] = await server.running.app.database.run(() =>
      StaffAction.select({ action: "change_name" }),
    )
    assert.equal(more.length, 0)
    assert.deepEqual(
      [action?.target, action?.before, action?.after],
      ["user 1", { name: "admin" }, { name: "ada" }],
    )
    const names = await server.running.app.database.run(() => User.select({}, { orderBy: "id" }))
    assert.deepEqual(
      names.map(({ name }) => name),
      ["ada", "mei"],
    )
  })
})
