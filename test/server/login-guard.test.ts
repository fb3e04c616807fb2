import assert from "node:assert/strict"
import { test } from "node:test"
import type { Peer } from "../../interface/context.ts"
import { Failure } from "../../interface/failure.ts"
import { SlowdownGuard } from "../../server/login-guard.ts"
import { connectMember, logIn } from "../kit/people.ts"
import { startServer } from "../kit/server.ts"

const settings = {
  loginFailuresPerConnection: 3,
  loginSlowdownMs: 100,
  loginSlowdownMaxMs: 1000,
  loginTriesPerHour: 100,
}

type Clocked = { readonly guard: SlowdownGuard; readonly pass: (ms: number) => void }

function guardWithClock(): Clocked {
  let now = 5000
  return {
    guard: new SlowdownGuard(settings, () => now),
    pass: (ms) => {
      now += ms
    },
  }
}

const gone = new AbortController().signal

function peerOf(address: string): Peer {
  return {
    connectionId: 1,
    address,
    failedLogins: 0,
    isOneRequest: false,
    isLoggedIn: false,
    gone,
    push: () => false,
  }
}

test("each failure of an address doubles its wait, up to the longest", () => {
  const { guard, pass } = guardWithClock()
  const waits: number[] = []
  for (let failure = 0; failure < 7; failure++) {
    waits.push(guard.reserve("a"))
    pass(waits.at(-1) ?? 0)
    guard.failed(peerOf("a"))
  }
  assert.deepEqual(waits, [0, 100, 200, 400, 800, 1000, 1000])
})

test("another address does not wait", () => {
  const { guard } = guardWithClock()
  for (let failure = 0; failure < 10; failure++) guard.failed(peerOf("a"))
  assert.equal(guard.reserve("b"), 0)
})

test("the connections of an address stand in one line, and a line that is too long is refused as BUSY", () => {
  const { guard } = guardWithClock()
  for (let failure = 0; failure < 3; failure++) guard.failed(peerOf("a"))
  assert.deepEqual([guard.reserve("a"), guard.reserve("a"), guard.reserve("a")], [400, 800, 1200])
  assert.throws(
    () => {
      for (let place = 0; place < 10; place++) guard.reserve("a")
    },
    (error) => error instanceof Failure && error.code === "BUSY",
  )
})

test("failures are forgiven one a minute", () => {
  const { guard, pass } = guardWithClock()
  for (let failure = 0; failure < 3; failure++) guard.failed(peerOf("a"))
  pass(60_000)
  assert.equal(guard.reserve("a"), 200)
  pass(60_000)
  assert.equal(guard.reserve("a"), 100)
  pass(60_000)
  assert.equal(guard.reserve("a"), 0)
})

test("a success does not clear the address, so that a guesser's own account does not help", () => {
  const { guard, pass } = guardWithClock()
  const peer = peerOf("a")
  guard.failed(peer)
  guard.failed(peer)
  guard.succeeded(peer)
  pass(1000)
  assert.equal(peer.failedLogins, 0)
  assert.equal(guard.reserve("a"), 200)
})

test("a connection's third failure is its last", () => {
  const { guard } = guardWithClock()
  const peer = peerOf("a")
  assert.deepEqual([guard.failed(peer), guard.failed(peer), guard.failed(peer)], [false, false, true])
})

test("a flood of addresses is not remembered without end, and the newest are", () => {
  const { guard } = guardWithClock()
  for (let address = 0; address < 20_000; address++) guard.failed(peerOf(`address ${address}`))
  assert.equal(guard.reserve("address 0"), 0)
  assert.equal(guard.reserve("address 19999"), 100)
})

test("guessing slows the guesser's address, never the account", async () => {
  await using server = await startServer({ loginSlowdownMs: 150, loginFailuresPerConnection: 100 })
  await connectMember(server)
  const guesser = await server.connect({ from: "127.0.0.9" })
  const guess = { type: "login", name: "member", password: "guess", user_type: "user" }
  const startMs = performance.now()
  for (let round = 0; round < 3; round++) await guesser.fails("BAD_LOGIN", guess)
  assert.ok(performance.now() - startMs >= 449, "three guesses wait 0, 150 and 300 ms")
  const owner = await server.connect()
  const ownMs = performance.now()
  await logIn(owner, "member")
  assert.ok(performance.now() - ownMs < 140, "the owner waits for nothing")
})

test("a log-in that waits holds up nothing else", async () => {
  await using server = await startServer({ loginSlowdownMs: 400, loginFailuresPerConnection: 100 })
  const member = await connectMember(server)
  const guess = { type: "login", name: "member", password: "guess", user_type: "user" }
  const guesser = await server.connect()
  await guesser.fails("BAD_LOGIN", guess)
  const startMs = performance.now()
  const waiting = guesser.fails("BAD_LOGIN", guess)
  await member.ok({ type: "who_am_i" })
  await member.ok({ type: "register", name: "other", password: "x", user_type: "user" })
  assert.ok(performance.now() - startMs < 390)
  await waiting
  assert.ok(performance.now() - startMs >= 399)
})
