import assert from "node:assert/strict"
import { randomBytes } from "node:crypto"
import { test } from "node:test"
import { Device } from "../../../db/device.ts"
import { Notice } from "../../../db/notice.ts"
import { User } from "../../../db/user.ts"
import { now } from "../../../orm/expression.ts"
import { forgetDevices } from "../../../server/jobs/forget-devices.ts"
import { forEachDatabase } from "../../kit/databases.ts"
import type { Peer, Reply } from "../../kit/peer.ts"
import { connectAdmin, connectMember, listIn, numberIn, password, textIn } from "../../kit/people.ts"
import { startServer, type TestServer } from "../../kit/server.ts"

const laptop = { device_key: "laptop-0123456789", device_name: "laptop" }

function secret(): string {
  return randomBytes(32).toString("base64url")
}

/** A log-in with the password that asks to stay logged in; the peer has the session. */
async function remember(peer: Peer, device: object = laptop, name = "member"): Promise<string> {
  const login = { type: "login", name, password, user_type: "user", session: undefined }
  const reply = await peer.ok({ ...login, ...device })
  peer.session = textIn(reply, "session")
  return textIn(reply, "device_token")
}

/** What a device shows after it chose its next token. */
function after(deviceToken: string, next: string): string {
  return `${deviceToken.split(".")[0]}.${next}`
}

function byDevice(device_token: string, next_token: string): object {
  return { type: "login_device", device_token, next_token, session: undefined }
}

function run<T>(server: TestServer, work: () => Promise<T>): Promise<T> {
  return server.running.app.database.run(work)
}

async function devices(peer: Peer): Promise<Reply[]> {
  const listed: unknown[] = [...listIn(await peer.ok({ type: "list_devices" }), "devices")]
  return listed as Reply[]
}

forEachDatabase((kit) => {
  test("a device stays logged in: its token begins sessions, and another one takes its place each time", async () => {
    await using server = await startServer({}, kit)
    const peer = await connectMember(server)
    let token = await remember(peer)
    assert.match(token, /^[\w-]{43}\.[\w-]{43}$/)
    for (let round = 0; round < 3; round++) {
      await using other = await server.connect()
      const next = secret()
      const reply = await other.ok(byDevice(token, next))
      assert.deepEqual([reply.user_id, reply.name, reply.user_type, reply.is_vip], [1, "member", "user", 0])
      assert.equal((await other.ok({ type: "who_am_i", session: reply.session })).name, "member")
      token = after(token, next)
    }
  })

  test("login answers no device_token where it isn't asked to", async () => {
    await using server = await startServer({}, kit)
    const peer = await connectMember(server)
    const reply = await peer.ok({ type: "login", name: "member", password, user_type: "user" })
    assert.equal("device_token" in reply, false)
    peer.session = textIn(reply, "session")
    assert.deepEqual(await devices(peer), [])
  })

  test("nothing that the device shows is stored, nor the password", async () => {
    await using server = await startServer({}, kit)
    const peer = await connectMember(server)
    const token = await remember(peer)
    const next = secret()
    await peer.ok(byDevice(token, next))
    const rows = await run(server, () => Device.select())
    assert.equal(rows.length, 1)
    const stored = JSON.stringify(rows)
    for (const shown of [...token.split("."), next, password]) assert.ok(!stored.includes(shown))
    assert.match(rows[0]?.token_hash ?? "", /^[0-9a-f]{64}$/)
  })

  test("a request whose reply was lost may be sent again, from several connections at once", async () => {
    await using server = await startServer({}, kit)
    const token = await remember(await connectMember(server))
    const next = secret()
    const peers = await Promise.all(Array.from({ length: 8 }, () => server.connect()))
    await Promise.all(peers.map((peer) => peer.ok(byDevice(token, next))))
    await peers[0]?.ok(byDevice(after(token, next), secret()))
  })

  test("a token that was used with another next one was stolen: nobody stays logged in, and the owner is told", async () => {
    await using server = await startServer({}, kit)
    const owner = await connectMember(server)
    const token = await remember(owner)
    const elsewhere = await server.connect()
    await remember(elsewhere, { device_key: "phone-0123456789" })
    const thief = await server.connect()
    const stolen = secret()
    thief.session = textIn(await thief.ok(byDevice(token, stolen)), "session")
    const reply = await owner.fails("DEVICE_STOLEN", byDevice(token, secret()))
    assert.match(reply.msg, /log in with your password/)
    for (const peer of [owner, elsewhere, thief]) await peer.fails("NOT_LOGGED_IN", { type: "who_am_i" })
    await thief.fails("DEVICE_FORGOTTEN", byDevice(after(token, stolen), secret()))
    const told = await run(server, () => Notice.select())
    assert.deepEqual(
      told.map(({ audience, user_id }) => [audience, user_id]),
      [["person", 1]],
    )
    assert.match(told[0]?.content ?? "", /laptop/)
    assert.equal(server.logged.filter((line) => line.includes("used twice")).length, 1)
    // The other device of the person is none of the thief's.
    assert.equal((await run(server, () => Device.select())).length, 1)
  })

  test("of several that show the same token at once, with next ones of their own, one is first and is thrown out", async () => {
    await using server = await startServer({}, kit)
    const token = await remember(await connectMember(server))
    const peers = await Promise.all(Array.from({ length: 6 }, () => server.connect()))
    const replies = await Promise.all(peers.map((peer) => peer.ask(byDevice(token, secret()))))
    const codes = replies.map(({ code }) => String(code)).sort()
    assert.ok(codes.filter((code) => code === "0").length <= 1, codes.join())
    for (const [index, peer] of peers.entries()) {
      const session = replies[index]?.session
      if (session !== undefined) await peer.fails("NOT_LOGGED_IN", { type: "who_am_i", session })
    }
    assert.equal((await run(server, () => Device.select())).length, 0)
    assert.equal((await run(server, () => Notice.select())).length, 1)
  })

  test("a series with a token that it never had is a theft too", async () => {
    await using server = await startServer({}, kit)
    const peer = await connectMember(server)
    const token = await remember(peer)
    await peer.fails("DEVICE_STOLEN", byDevice(after(token, secret()), secret()))
    await peer.fails("DEVICE_FORGOTTEN", byDevice(token, secret()))
  })

  test("tokens that nobody was given are forgotten, and a next token too short, or the old one, is refused", async () => {
    await using server = await startServer({}, kit)
    const peer = await connectMember(server)
    const token = await remember(peer)
    for (const unknown of ["x", ".", "a.b.c", `${secret()}.${secret()}`, `${secret()}`]) {
      await peer.fails("DEVICE_FORGOTTEN", byDevice(unknown, secret()))
    }
    const old = token.split(".")[1] ?? ""
    for (const next of ["", "a".repeat(42), `${"a".repeat(42)}!`, "a".repeat(129), 7, undefined, old]) {
      await peer.fails("BAD_FIELD", { type: "login_device", device_token: token, next_token: next })
    }
    for (const device_key of ["", "a".repeat(15), "a".repeat(65), "with spaces in it", 5]) {
      const login = { type: "login", name: "member", password, user_type: "user" }
      await peer.fails("BAD_FIELD", { ...login, device_key })
    }
    await peer.ok(byDevice(token, secret()))
  })

  test("a log-in of the same device takes the place of the one before, and only that of the same person", async () => {
    await using server = await startServer({}, kit)
    const first = await connectMember(server)
    const other = await connectMember(server, "other")
    const old = await remember(first)
    await remember(other, laptop, "other")
    const fresh = await remember(first, { ...laptop, device_name: "old laptop" })
    await first.fails("DEVICE_FORGOTTEN", byDevice(old, secret()))
    await first.ok(byDevice(fresh, secret()))
    assert.deepEqual(
      (await run(server, () => Device.select({}, { orderBy: "id" }))).map(({ user_id, name }) => [
        user_id,
        name,
      ]),
      [
        [1, "old laptop"],
        [2, "laptop"],
      ],
    )
  })

  test("a device that was not used for its days is forgotten, and the job removes it", async () => {
    await using server = await startServer({ rememberDays: 3 }, kit)
    const peer = await connectMember(server)
    const [token, other] = [await remember(peer), await remember(peer, { device_key: "phone-0123456789" })]
    const dayMs = 86_400_000
    const used = async (days: number): Promise<number> =>
      run(server, () =>
        Device.update({ device_key: laptop.device_key }, { use_time: new Date(Date.now() - days * dayMs) }),
      )
    await used(2.9)
    const next = secret()
    peer.session = textIn(await peer.ok(byDevice(token, next)), "session")
    await used(3.1)
    await peer.fails("DEVICE_FORGOTTEN", byDevice(after(token, next), secret()))
    assert.equal((await devices(peer)).length, 1)
    const { settings, log } = server.running.app
    await run(server, () => forgetDevices({ settings, log }).run(new AbortController().signal))
    assert.equal((await run(server, () => Device.select())).length, 1)
    await peer.ok(byDevice(other, secret()))
  })

  test("a person has so many devices: the longest unused one goes, and its sessions end", async () => {
    await using server = await startServer({ devicesPerPerson: 2 }, kit)
    const keys = ["one", "two", "three"].map((word) => ({
      device_key: `${word}-0123456789abc`,
      device_name: word,
    }))
    const peers = await Promise.all([connectMember(server), server.connect(), server.connect()])
    const tokens: string[] = []
    for (const [index, peer] of peers.entries()) {
      if (index === 2) {
        // The second one is the longest unused by now.
        await run(server, () => Device.update({ name: "two" }, { use_time: new Date(Date.now() - 60_000) }))
      }
      tokens.push(await remember(peer, keys[index]))
    }
    await peers[1].fails("NOT_LOGGED_IN", { type: "who_am_i" })
    await peers[1].fails("DEVICE_FORGOTTEN", byDevice(tokens[1] ?? "", secret()))
    for (const index of [0, 2]) await peers[index]?.ok(byDevice(tokens[index] ?? "", secret()))
  })

  test("a locked account is refused its device until it is unlocked, an erased one's is forgotten", async () => {
    await using server = await startServer({}, kit)
    const admin = await connectAdmin(server)
    const peer = await connectMember(server)
    const token = await remember(peer)
    await admin.ok({ type: "lock_user", name: "member" })
    const next = secret()
    await peer.fails("ACCOUNT_LOCKED", byDevice(token, next))
    await peer.fails("ACCOUNT_LOCKED", byDevice(token, next))
    await admin.ok({ type: "unlock_user", name: "member" })
    await peer.ok(byDevice(token, next))
    await run(server, () => User.update({ name: "member" }, { erase_time: now() }))
    await peer.fails("DEVICE_FORGOTTEN", byDevice(after(token, next), secret()))
    await peer.fails("BAD_LOGIN", { type: "login", name: "member", password, user_type: "user" })
  })

  test("one's devices are listed, this one marked, and nobody else's", async () => {
    await using server = await startServer({}, kit)
    const peer = await connectMember(server)
    await remember(await connectMember(server, "other"), laptop, "other")
    await remember(peer, { device_key: "phone-0123456789" })
    await remember(peer)
    const listed = await devices(peer)
    assert.deepEqual(
      listed.map(({ name, is_this }) => [name, is_this]),
      [
        ["laptop", 1],
        ["127.0.0.1", 0],
      ],
    )
    for (const { create_time, use_time } of listed) {
      assert.ok(Math.abs(Date.parse(String(create_time)) - Date.now()) < 60_000)
      assert.ok(String(use_time) >= String(create_time))
    }
  })

  test("a revoked device is logged out at once, wherever it is; somebody else's can't be revoked", async () => {
    await using server = await startServer({}, kit)
    const peer = await connectMember(server)
    const lost = await server.connect()
    const token = await remember(lost)
    const other = await connectMember(server, "other")
    const id = (await devices(peer))[0]?.id
    await other.fails("NO_SUCH_DEVICE", { type: "revoke_device", device_id: id })
    await lost.ok({ type: "who_am_i" })
    await peer.ok({ type: "revoke_device", device_id: id })
    await lost.fails("NOT_LOGGED_IN", { type: "who_am_i" })
    await lost.fails("DEVICE_FORGOTTEN", byDevice(token, secret()))
    await peer.fails("NO_SUCH_DEVICE", { type: "revoke_device", device_id: id })
    await peer.ok({ type: "who_am_i" })
  })

  test("a device that is revoked, or whose owner is locked, at the moment of its log-in is out, whoever was first", async () => {
    await using server = await startServer({}, kit)
    const admin = await connectAdmin(server)
    for (let round = 0; round < 6; round++) {
      const name = `member ${round}`
      const peer = await connectMember(server, name)
      const lost = await server.connect()
      const token = await remember(lost, laptop, name)
      const [device] = await devices(peer)
      const [coming] = await Promise.all([
        lost.ask(byDevice(token, secret())),
        round % 2 === 0
          ? peer.ok({ type: "revoke_device", device_id: device?.id })
          : admin.ok({ type: "lock_user", name }),
      ])
      for (const session of [coming.session ?? "none", lost.session]) {
        await lost.fails("NOT_LOGGED_IN", { type: "who_am_i", session })
      }
    }
  })

  test("logout leaves the device logged in, unless it is told to forget it", async () => {
    await using server = await startServer({}, kit)
    const peer = await connectMember(server)
    const token = await remember(peer)
    await peer.ok({ type: "logout" })
    const next = secret()
    peer.session = textIn(await peer.ok(byDevice(token, next)), "session")
    await peer.ok({ type: "logout", forget_device: 1 })
    await peer.fails("NOT_LOGGED_IN", { type: "who_am_i" })
    await peer.fails("DEVICE_FORGOTTEN", byDevice(after(token, next), secret()))
    await connectMember(server, "other").then((one) => one.ok({ type: "logout", forget_device: 1 }))
  })

  test("a device is let in though its owner's name has no tries left", async () => {
    await using server = await startServer({ loginTriesPerHour: 2, loginFailuresPerConnection: 100 }, kit)
    const peer = await connectMember(server)
    const token = await remember(peer)
    const wrong = { type: "login", name: "member", password: "wrong", user_type: "user" }
    await peer.fails("BAD_LOGIN", wrong)
    const { seconds } = { seconds: numberIn(await peer.fails("TOO_MANY_TRIES", wrong), "seconds") }
    assert.ok(seconds > 1700 && seconds <= 1800, `${seconds}`)
    await peer.fails("TOO_MANY_TRIES", { ...wrong, password })
    await peer.ok(byDevice(token, secret()))
  })
})
