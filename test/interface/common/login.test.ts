import assert from "node:assert/strict"
import { test } from "node:test"
import { Account, memberAccount } from "../../../db/account.ts"
import { User } from "../../../db/user.ts"
import { forEachDatabase } from "../../kit/databases.ts"
import { connectAdmin, connectMember, listIn, logIn, password, textIn } from "../../kit/people.ts"
import { startServer } from "../../kit/server.ts"

const login = { type: "login", name: "member", password, user_type: "user", session: undefined }

forEachDatabase((kit) => {
  test("login answers a session of 256 bits, whether one is VIP, one's id and the newest notices", async () => {
    await using server = await startServer({ noticesAtLogin: 2 }, kit)
    const admin = await connectAdmin(server)
    for (const title of ["one", "two", "three"]) {
      await admin.ok({ type: "release_notice", title, content: `about ${title}` })
    }
    const peer = await connectMember(server)
    const reply = await peer.ok(login)
    assert.match(textIn(reply, "session"), /^[\w-]{43}$/)
    assert.equal(Buffer.from(textIn(reply, "session"), "base64url").length, 32)
    assert.deepEqual([reply.is_vip, reply.user_id], [0, 2])
    assert.deepEqual(reply.notice, [
      { title: "three", content: "about three" },
      { title: "two", content: "about two" },
    ])
    await peer.ok({ type: "buy_vip", session: reply.session })
    assert.equal((await peer.ok(login)).is_vip, 1)
  })

  test("every log-in gives another session", async () => {
    await using server = await startServer({}, kit)
    const peer = await connectMember(server)
    const sessions = new Set<string>()
    for (let round = 0; round < 10; round++) sessions.add(textIn(await peer.ok(login), "session"))
    assert.equal(sessions.size, 10)
  })

  test("a name is known without regard to case", async () => {
    await using server = await startServer({}, kit)
    const peer = await connectMember(server)
    await peer.ok({ ...login, name: "MEMBER" })
    assert.equal((await peer.ok({ ...login, name: "ｍember" })).user_id, 1)
  })

  test("an unknown name, a wrong password and the wrong kind get the very same refusal", async () => {
    await using server = await startServer({ loginFailuresPerConnection: 100 }, kit)
    const peer = await connectMember(server)
    const replies = [
      await peer.fails("BAD_LOGIN", { ...login, name: "nobody" }),
      await peer.fails("BAD_LOGIN", { ...login, password: "0".repeat(32) }),
      await peer.fails("BAD_LOGIN", { ...login, user_type: "admin" }),
      await peer.fails("BAD_LOGIN", { ...login, password: `${password} ` }),
      await peer.fails("BAD_LOGIN", { ...login, password: password.toUpperCase() }),
    ]
    assert.equal(new Set(replies.map((reply) => JSON.stringify(reply))).size, 1)
  })

  test("after three failures the connection is closed, and the account works from another", async () => {
    await using server = await startServer({}, kit)
    const peer = await connectMember(server)
    const guesser = await server.connect()
    await guesser.fails("BAD_LOGIN", { ...login, password: "a" })
    await guesser.fails("BAD_LOGIN", { ...login, name: "b" })
    await guesser.fails("TOO_MANY_FAILURES", { ...login, user_type: "admin" })
    assert.equal((await guesser.end()).length, 0)
    await peer.ok(login)
  })

  test("a log-in that goes well forgets the connection's failures", async () => {
    await using server = await startServer({}, kit)
    const peer = await connectMember(server)
    for (let round = 0; round < 3; round++) {
      await peer.fails("BAD_LOGIN", { ...login, password: "a" })
      await peer.fails("BAD_LOGIN", { ...login, password: "b" })
      await peer.ok(login)
    }
  })

  test("a locked account is refused to whoever knows its password, and told to nobody else", async () => {
    await using server = await startServer({}, kit)
    const admin = await connectAdmin(server)
    const peer = await connectMember(server)
    await admin.ok({ type: "lock_user", name: "member" })
    await peer.fails("ACCOUNT_LOCKED", login)
    await peer.fails("BAD_LOGIN", { ...login, password: "wrong" })
    await admin.ok({ type: "unlock_user", name: "member" })
    await peer.ok(login)
  })

  test("a log-in on a connection ends the session that it had", async () => {
    await using server = await startServer({}, kit)
    const peer = await connectMember(server)
    const before = peer.session
    await logIn(peer, "member")
    await peer.fails("NOT_LOGGED_IN", { type: "who_am_i", session: before })
    await peer.ok({ type: "who_am_i" })
  })

  test("the same person may be logged in on many connections at once", async () => {
    await using server = await startServer({}, kit)
    const first = await connectMember(server)
    const second = await server.connect()
    await logIn(second, "member")
    await first.ok({ type: "who_am_i" })
    await second.ok({ type: "who_am_i" })
  })

  test("the time of the last log-in is kept", async () => {
    await using server = await startServer({}, kit)
    const admin = await connectAdmin(server)
    await admin.ok({ type: "register", name: "never", password, user_type: "user" })
    const [first, never] = listIn(await admin.ok({ type: "list_users" }), "users")
    assert.ok(typeof first === "object" && first !== null && "last_login" in first)
    assert.ok(Math.abs(Date.parse(String(first.last_login)) - Date.now()) < 60_000)
    assert.ok(typeof never === "object" && never !== null && "last_login" in never)
    assert.equal(never.last_login, null)
  })

  test("a session whose account is gone is refused by who_am_i", async () => {
    await using server = await startServer({ welcomeFen: 0 }, kit)
    const peer = await connectMember(server)
    await server.running.app.database.run(async () => {
      await Account.delete({ name: memberAccount(1) })
      await User.delete({ name: "member" })
    })
    await peer.fails("NO_SUCH_USER", { type: "who_am_i" })
  })
})
