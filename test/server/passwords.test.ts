import assert from "node:assert/strict"
import { test } from "node:test"
import { User } from "../../db/user.ts"
import { Failure } from "../../interface/failure.ts"
import { Argon2Passwords } from "../../server/passwords.ts"
import { forEachDatabase } from "../kit/databases.ts"
import type { Peer } from "../kit/peer.ts"
import { connectMember, logIn, password } from "../kit/people.ts"
import { startServer, type TestServer } from "../kit/server.ts"

const settings = { passwordMemoryKib: 8, passwordPasses: 1, passwordWorkers: 1, passwordQueue: 3 }

async function hashOf(server: TestServer, name: string): Promise<string> {
  const user = await server.running.app.database.run(() => User.first({ name }))
  return user?.password_hash ?? ""
}

/** How long a failed log-in with a name takes, in milliseconds. */
async function failedMs(peer: Peer, name: string): Promise<number> {
  const startMs = performance.now()
  await peer.fails("BAD_LOGIN", { type: "login", name, password: "wrong", user_type: "user" })
  return performance.now() - startMs
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((one, other) => one - other)[numbers.length >> 1] ?? 0
}

test("a hash is argon2id with a salt of its own and its parameters", async () => {
  const passwords = new Argon2Passwords({ ...settings, passwordMemoryKib: 64, passwordPasses: 3 })
  const hashes = await Promise.all([passwords.hash("secret"), passwords.hash("secret")])
  assert.notEqual(hashes[0], hashes[1])
  for (const hash of hashes) {
    assert.match(hash, /^\$argon2id\$v=19\$m=64,t=3,p=1\$[\w+/]{22}\$[\w+/]{43}$/)
    assert.equal(await passwords.verify("secret", hash), true)
    assert.equal(await passwords.verify("Secret", hash), false)
    assert.equal(await passwords.verify("secret\0", hash), false)
  }
})

test("a stored text that is no hash belongs to no password, and does no harm", async () => {
  const passwords = new Argon2Passwords(settings)
  assert.equal(passwords.isOutdated(""), true)
  assert.equal(passwords.isOutdated("$argon2i$v=19$m=8,t=1,p=1$c2FsdHNhbHQ$x"), true)
  await assert.rejects(passwords.verify("secret", "plain"))
  assert.equal(await passwords.verify("secret", await passwords.hash("secret")), true)
})

test("only a hash made with less than the settings ask for is outdated", async () => {
  const weak = await new Argon2Passwords(settings).hash("secret")
  const strong = new Argon2Passwords({ ...settings, passwordMemoryKib: 16, passwordPasses: 2 })
  assert.equal(strong.isOutdated(weak), true)
  assert.equal(new Argon2Passwords(settings).isOutdated(await strong.hash("secret")), false)
})

test("a password is checked against nobody's hash where there is no account, and never right", async () => {
  const passwords = new Argon2Passwords(settings)
  assert.equal(await passwords.verify("", undefined), false)
  assert.equal(await passwords.verify("secret", undefined), false)
})

test("more passwords than may wait are refused as BUSY, and those that wait are hashed", async () => {
  const passwords = new Argon2Passwords({ ...settings, passwordMemoryKib: 8192 })
  const results = await Promise.allSettled(Array.from({ length: 10 }, () => passwords.hash("secret")))
  const refused = results.filter((result) => result.status === "rejected")
  assert.ok(refused.length >= 5 && refused.length <= 7, `${refused.length} were refused`)
  for (const { reason } of refused) assert.ok(reason instanceof Failure && reason.code === "BUSY")
  await passwords.hash("secret")
})

forEachDatabase((kit) => {
  test("what is stored is a hash of its own for each account, never the password", async () => {
    await using server = await startServer({}, kit)
    await connectMember(server, "one")
    await connectMember(server, "two")
    const hashes = [await hashOf(server, "one"), await hashOf(server, "two")]
    assert.notEqual(hashes[0], hashes[1])
    for (const hash of hashes) {
      assert.match(hash, /^\$argon2id\$v=19\$m=8,t=1,p=1\$/)
      assert.ok(!hash.includes(password))
    }
  })

  test("a hash is renewed at the next log-in once the settings have risen", async () => {
    const database = await kit.fresh()
    try {
      const databaseUrl = database.url
      {
        await using before = await startServer({ databaseUrl })
        await connectMember(before)
        assert.match(await hashOf(before, "member"), /m=8,t=1,/)
      }
      await using after = await startServer({ databaseUrl, passwordMemoryKib: 64, passwordPasses: 2 })
      const peer = await after.connect()
      await peer.fails("BAD_LOGIN", { type: "login", name: "member", password: "wrong", user_type: "user" })
      assert.match(await hashOf(after, "member"), /m=8,t=1,/)
      await logIn(peer, "member")
      assert.match(await hashOf(after, "member"), /m=64,t=2,/)
      await logIn(peer, "member")
    } finally {
      await database[Symbol.asyncDispose]()
    }
  })

  test("registrations beyond those that may wait get BUSY, and the server goes on", async () => {
    const slow = { passwordWorkers: 1, passwordQueue: 2, passwordMemoryKib: 16_384, passwordPasses: 4 }
    await using server = await startServer(slow, kit)
    const peers = await Promise.all(Array.from({ length: 12 }, () => server.connect()))
    const codes = await Promise.all(
      peers.map(async (peer, index) => {
        const { code } = await peer.ask({ type: "register", name: `n${index}`, password, user_type: "user" })
        return code
      }),
    )
    assert.deepEqual([...new Set(codes.map(String))].sort(), ["0", "BUSY"])
    await peers[0]?.ok({ type: "register", name: "later", password, user_type: "user" })
  })
})

test("an unknown name takes about as long as a wrong password", async () => {
  const slow = { passwordMemoryKib: 32_768, passwordPasses: 2, loginFailuresPerConnection: 100 }
  await using server = await startServer(slow)
  const peer = await connectMember(server)
  const wrong: number[] = []
  const unknown: number[] = []
  // By turns, so that whatever else the machine does slows both.
  for (let round = 0; round < 21; round++) {
    wrong.push(await failedMs(peer, "member"))
    unknown.push(await failedMs(peer, "nobody"))
  }
  const ratio = median(unknown) / median(wrong)
  assert.ok(median(wrong) > 4, `a wrong password takes ${median(wrong)} ms`)
  assert.ok(ratio > 1 / 2 && ratio < 2, `${median(unknown)} ms and ${median(wrong)} ms`)
})

test("hashing holds nobody else up", async () => {
  await using server = await startServer({ passwordMemoryKib: 65_536, passwordPasses: 8 })
  const hashing = await server.connect()
  const other = await server.connect()
  let isDone = false
  const registered = hashing.ok({ type: "register", name: "slow", password, user_type: "user" }).then(() => {
    isDone = true
  })
  for (let round = 0; round < 20; round++) await other.ok({ type: "ping" })
  assert.equal(isDone, false, "20 pings took longer than one hash")
  await registered
})
