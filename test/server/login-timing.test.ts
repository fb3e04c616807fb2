import assert from "node:assert/strict"
import { after, before, test } from "node:test"
import { User } from "../../db/user.ts"
import { startsWith } from "../../orm/operator.ts"
import { Argon2Passwords } from "../../server/passwords.ts"
import type { Peer } from "../kit/peer.ts"
import { password } from "../kit/people.ts"
import { randomNumbers } from "../kit/random.ts"
import { rankAuc, rankAucError } from "../kit/rank-auc.ts"
import { scaled } from "../kit/scale.ts"
import { startServer, type TestServer } from "../kit/server.ts"

const tries = scaled(2000, 20_000)
/** What is wanted of 20,000 tries. Of fewer chance alone may make more, but not four standard errors. */
const mostAuc = Math.max(0.55, 0.5 + 4 * rankAucError(tries / 2, tries / 2))
/** A real cost, though a small one: hashing and not the socket takes most of the time. */
const cost = { passwordMemoryKib: 4096, passwordPasses: 2 }
const cheap = { passwordMemoryKib: 1024, passwordPasses: 1, passwordWorkers: 1, passwordQueue: 10 }

let server: TestServer
let peers: readonly Peer[]

before(async () => {
  const unguarded = { loginFailuresPerConnection: 1e9, loginTriesPerHour: 1e9, loginS: 3600 }
  server = await startServer({ ...cost, ...unguarded })
  peers = await Promise.all(Array.from({ length: 4 }, () => server.connect()))
  for (const kind of ["known", "locked", "old"]) {
    for (let index = 0; index < 10; index++) {
      await peers[0]?.ok({ type: "register", name: `${kind}-${index}`, password, user_type: "user" })
    }
  }
  const oldHash = await new Argon2Passwords(cheap).hash(password)
  await server.running.app.database.run(async () => {
    await User.update({ name: startsWith("locked") }, { is_locked: true })
    await User.update({ name: startsWith("old") }, { password_hash: oldHash })
  })
})

after(() => server[Symbol.asyncDispose]())

/** How well the time of a wrong log-in tells accounts of a kind from names that nobody has, in random order. */
async function aucOf(kind: string): Promise<number> {
  const random = randomNumbers(20_261_121)
  const [unknownMs, knownMs]: [number[], number[]] = [[], []]
  const guess = async (peer: Peer): Promise<void> => {
    for (let left = tries / peers.length; left > 0; left--) {
      const isKnown = random(2) === 1
      const name = `${isKnown ? kind : "nobody"}-${random(10)}`
      const startMs = performance.now()
      await peer.fails("BAD_LOGIN", { type: "login", name, password: "wrong", user_type: "user" })
      const times = isKnown ? knownMs : unknownMs
      times.push(performance.now() - startMs)
    }
  }
  await Promise.all(peers.map(guess))
  return rankAuc(unknownMs, knownMs)
}

/**
 * A cheaper hash is made to take as long as others took of late, which on a machine with more to do than it can is right only on
 * the average: 20,000 tries gave 0.575 then, and 0.502 on a machine of its own.
 */
const mostAucOfOld = 0.65

const kinds = [
  { kind: "known", what: "an account", most: mostAuc },
  { kind: "locked", what: "a locked account", most: mostAuc },
  { kind: "old", what: "an account whose hash was made with cheaper settings", most: mostAucOfOld },
]

for (const { kind, what, most } of kinds) {
  test(`${what} and a name that nobody has are not told apart by time`, async (t) => {
    const auc = await aucOf(kind)
    t.diagnostic(`AUC of ${tries} tries: ${auc.toFixed(4)}`)
    assert.ok(auc < most, `the time tells them apart: AUC ${auc.toFixed(4)}`)
  })
}
