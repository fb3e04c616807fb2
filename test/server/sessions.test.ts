import assert from "node:assert/strict"
import { test } from "node:test"
import { Mutex } from "async-mutex"
import { User } from "../../db/user.ts"
import { Failure } from "../../interface/failure.ts"
import { LiveSessions } from "../../server/sessions.ts"
import { forEachDatabase } from "../kit/databases.ts"
import { encode } from "../kit/peer.ts"
import { connectMember } from "../kit/people.ts"
import { startServer } from "../kit/server.ts"
import { until } from "../kit/until.ts"

const mei = { userId: 7, userName: "mei", userType: "user", role: null, deviceId: null } as const

test("the table is keyed by connection: a second log-in of one takes the first one's place", async () => {
  const sessions = new LiveSessions({ lockWaitMs: 1000, sessionGraceS: 1 })
  const first = await sessions.open(1, mei)
  const second = await sessions.open(1, mei)
  assert.equal(sessions.size, 1)
  assert.equal(sessions.find(first.token), undefined)
  assert.equal(sessions.find(second.token)?.session.userId, 7)
})

test("tokens are 256 random bits each", async () => {
  const sessions = new LiveSessions({ lockWaitMs: 1000, sessionGraceS: 1 })
  const tokens = await Promise.all(
    Array.from({ length: 200 }, async (_, connection) => (await sessions.open(connection, mei)).token),
  )
  assert.equal(new Set(tokens).size, 200)
  for (const token of tokens) assert.equal(Buffer.from(token, "base64url").length, 32)
  const ones = tokens.flatMap((token) => [...Buffer.from(token, "base64url")]).filter((byte) => byte > 127)
  assert.ok(
    ones.length > 2900 && ones.length < 3500,
    `${ones.length} of 6400 bytes have their highest bit set`,
  )
})

test("ending all sessions of a person leaves those of others, and counts them", async () => {
  const sessions = new LiveSessions({ lockWaitMs: 1000, sessionGraceS: 1 })
  await sessions.open(1, mei)
  await sessions.open(2, mei)
  const other = await sessions.open(3, { ...mei, userId: 8 })
  assert.equal(await sessions.endAllOf(7), 2)
  assert.equal(await sessions.endAllOf(7), 0)
  assert.ok(sessions.find(other.token))
})

test("the wait for the table is bounded: BUSY, and it goes on once the lock is free", async () => {
  const mutex = new Mutex()
  const sessions = new LiveSessions({ lockWaitMs: 20, sessionGraceS: 1 }, mutex)
  const session = await sessions.open(1, mei)
  const release = await mutex.acquire()
  const isBusy = (error: unknown): boolean => error instanceof Failure && error.code === "BUSY"
  await assert.rejects(sessions.open(2, mei), isBusy)
  await assert.rejects(sessions.end(session.token), isBusy)
  assert.ok(sessions.find(session.token), "a look-up waits for nobody")
  release()
  await sessions.end(session.token)
  assert.equal(sessions.find(session.token), undefined)
  await sessions.open(2, mei)
  assert.equal(sessions.size, 1)
})

test("a session whose connection is gone moves to the connection that presents it", async () => {
  const sessions = new LiveSessions({ lockWaitMs: 1000, sessionGraceS: 60 })
  const { token } = await sessions.open(1, mei)
  await sessions.adopt(token, 2)
  assert.equal(sessions.ofConnection(2), undefined, "one whose connection lives is not moved")
  await sessions.leave(1)
  assert.equal((await sessions.adopt(token, 2))?.token, token)
  assert.equal(sessions.ofConnection(2)?.token, token)
  await sessions.leave(1)
  assert.equal(sessions.find(token)?.grace, undefined)
  await sessions.endAllOf(7)
  assert.equal(sessions.size, 0)
  assert.equal(await sessions.adopt(token, 2), undefined, "one that has ended is nobody's")
})

test("a session in its grace time that is presented where somebody else is logged in ends nobody's session", async () => {
  const sessions = new LiveSessions({ lockWaitMs: 1000, sessionGraceS: 60 })
  const left = await sessions.open(1, mei)
  const other = await sessions.open(2, { ...mei, userId: 8 })
  await sessions.leave(1)
  assert.equal((await sessions.adopt(left.token, 2))?.token, left.token)
  assert.equal(sessions.ofConnection(2)?.token, other.token)
  assert.notEqual(sessions.find(left.token)?.grace, undefined, "its grace time goes on")
})

forEachDatabase((kit) => {
  test("a session outlives its connection by the grace time and comes back on another one", async () => {
    await using server = await startServer({ sessionGraceS: 60 }, kit)
    const member = await connectMember(server)
    await member[Symbol.asyncDispose]()
    const { sessions } = server.running.app
    await until("the grace time runs", () => sessions.find(member.session ?? "")?.grace !== undefined)
    const back = await server.connect()
    back.session = member.session
    assert.equal((await back.ok({ type: "who_am_i" })).name, "member")
    assert.equal(sessions.find(member.session ?? "")?.grace, undefined)
    // It is that connection's now, and ends or goes on with it.
    await back.ok({ type: "logout" })
    assert.equal(sessions.size, 0)
  })

  test("a session ends after its grace time", async () => {
    await using server = await startServer({ sessionGraceS: 0.1 }, kit)
    const member = await connectMember(server)
    await member[Symbol.asyncDispose]()
    await until("the session has ended", () => server.running.app.sessions.size === 0)
    const other = await server.connect()
    await other.fails("NOT_LOGGED_IN", { type: "who_am_i", session: member.session })
  })

  test("a session that other connections present ends with the connection that logged in all the same", async () => {
    await using server = await startServer({ sessionGraceS: 0.1 }, kit)
    const member = await connectMember(server)
    const guest = await server.connect()
    await guest.ok({ type: "who_am_i", session: member.session })
    await member[Symbol.asyncDispose]()
    await until("the session has ended", () => server.running.app.sessions.size === 0)
    await guest.fails("NOT_LOGGED_IN", { type: "who_am_i", session: member.session })
  })

  test("a log-in whose connection is gone before it ends leaves no session behind", async () => {
    await using server = await startServer({ sessionGraceS: 0.1, passwordMemoryKib: 65_536 }, kit)
    const peer = await server.connect()
    const user = { name: "member", password: "x", user_type: "user" }
    await peer.ok({ ...user, type: "register" })
    await peer.send(encode({ ...user, type: "login" }))
    peer.reset()
    const { app } = server.running
    const hasLoggedIn = async (): Promise<boolean> =>
      (await app.database.run(() => User.first({ name: "member" })))?.last_login !== null
    await until("it has logged in", hasLoggedIn)
    await until("no session is left", () => app.sessions.size === 0)
  })
})
