import assert from "node:assert/strict"
import { test } from "node:test"
import { Failure } from "../../interface/failure.ts"
import { NameTries } from "../../server/name-tries.ts"
import { forEachDatabase } from "../kit/databases.ts"
import { connectMember, password } from "../kit/people.ts"
import { scaled } from "../kit/scale.ts"
import { startServer } from "../kit/server.ts"

const hourMs = 3_600_000

type Clocked = { readonly tries: NameTries; readonly pass: (ms: number) => void }

function triesWithClock(perHour: number): Clocked {
  let now = 5000
  return {
    tries: new NameTries(perHour, () => now),
    pass: (ms) => {
      now += ms
    },
  }
}

/** Fails once with a name; answers the seconds to wait where it may not be tried. */
async function failOnce(tries: NameTries, name: string): Promise<number> {
  try {
    const end = await tries.take(name)
    end(true)
    return 0
  } catch (error) {
    assert.ok(error instanceof Failure && error.code === "TOO_MANY_TRIES")
    return Number(error.keys.seconds)
  }
}

for (const perHour of [1, 2, 3, 100]) {
  test(`never more than ${perHour} failures in any hour, however they are spread`, async () => {
    const { tries, pass } = triesWithClock(perHour)
    const failedAt: number[] = []
    for (let ms = 0; ms < 3 * hourMs; ms += 10_000) {
      if ((await failOnce(tries, "member")) === 0) failedAt.push(ms)
      pass(10_000)
    }
    const inAnHour = failedAt.map((from) => failedAt.filter((at) => at >= from && at < from + hourMs).length)
    assert.ok(Math.max(...inAnHour) <= perHour, `${Math.max(...inAnHour)} in an hour`)
    assert.ok(failedAt.length >= Math.floor(perHour * 1.5), `${failedAt.length} in three hours`)
  })
}

test("whoever is held up is told how long, and may try again then", async () => {
  const { tries, pass } = triesWithClock(100)
  for (let round = 0; round < 50; round++) assert.equal(await failOnce(tries, "member"), 0)
  const seconds = await failOnce(tries, "member")
  assert.ok(seconds > 60 && seconds <= 71, `${seconds}`)
  pass(seconds * 1000)
  assert.equal(await failOnce(tries, "member"), 0)
})

test("a try that was right doesn't count", async () => {
  const { tries } = triesWithClock(4)
  for (let round = 0; round < 1000; round++) (await tries.take("member"))(false)
  assert.equal(await failOnce(tries, "member"), 0)
})

test("tries at the same moment count before they are known to be wrong, and right ones wait for them", async () => {
  const { tries } = triesWithClock(4)
  const [first, second] = [await tries.take("member"), await tries.take("member")]
  const third = tries.take("member")
  first(false)
  const end = await third
  second(true)
  end(true)
  assert.ok((await failOnce(tries, "member")) > 0)
})

test("a name is the same however it is written, and another one is not held up", async () => {
  const { tries } = triesWithClock(2)
  assert.equal(await failOnce(tries, "Member"), 0)
  assert.ok((await failOnce(tries, "ｍEMBER")) > 0)
  assert.equal(await failOnce(tries, "other"), 0)
})

test("a flood of other names forgets nobody's failures", async () => {
  const { tries } = triesWithClock(2)
  assert.equal(await failOnce(tries, "member"), 0)
  for (let index = 0; index < scaled(20_000, 300_000); index++) await failOnce(tries, `flood ${index}`)
  assert.ok((await failOnce(tries, "member")) > 0)
})

forEachDatabase((kit) => {
  test("a name has so many failures from all addresses, at once and whether or not there is such an account", async () => {
    const settings = { loginTriesPerHour: 20, loginFailuresPerConnection: 100 }
    await using server = await startServer(settings, kit)
    const owner = await connectMember(server)
    const addresses = Array.from({ length: 8 }, (_, index) => `127.0.1.${index + 1}`)
    const peers = await Promise.all(addresses.map((from) => server.connect({ from })))
    for (const name of ["member", "nobody"]) {
      const guess = { type: "login", name, password: "wrong", user_type: "user" }
      const rounds = peers.map(async (peer) => {
        const codes: unknown[] = []
        for (let round = 0; round < 5; round++) codes.push((await peer.ask(guess)).code)
        return codes
      })
      const codes = (await Promise.all(rounds)).flat()
      const wrong = codes.filter((code) => code === "BAD_LOGIN").length
      assert.equal(wrong, 10, `${wrong} failures of one name at once`)
      assert.equal(codes.filter((code) => code === "TOO_MANY_TRIES").length, 30)
    }
    const reply = await owner.fails("TOO_MANY_TRIES", {
      type: "login",
      name: "member",
      password,
      user_type: "user",
    })
    assert.match(reply.msg, /wait \d+ s/)
    await owner.ok({ type: "who_am_i" })
  })

  test("the owner's own log-ins count for nothing, many at once either", async () => {
    await using server = await startServer({ loginTriesPerHour: 2 }, kit)
    await connectMember(server)
    const peers = await Promise.all(Array.from({ length: 12 }, () => server.connect()))
    const login = { type: "login", name: "member", password, user_type: "user" }
    await Promise.all(peers.map((peer) => peer.ok(login)))
    await peers[0]?.ok(login)
  })
})
