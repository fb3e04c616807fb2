import assert from "node:assert/strict"
import { test } from "node:test"
import { setTimeout as delay } from "node:timers/promises"
import { Device } from "../../../db/device.ts"
import { Verification } from "../../../db/verification.ts"
import { forEachDatabase } from "../../kit/databases.ts"
import { codeIn, letter, letters, otherCode, pass, tokenIn } from "../../kit/letters.ts"
import type { Peer } from "../../kit/peer.ts"
import { connectMember, logIn, password, textIn } from "../../kit/people.ts"
import { startServer, type TestServer } from "../../kit/server.ts"
import { until } from "../../kit/until.ts"

const patient = { loginFailuresPerConnection: 1000 }
const forgot = { type: "forgot_password", name: "member", way: "email" }
const fresh = "f".repeat(32)

/** A new member whose mail address is verified; one message has been sent for that. */
async function connectVerified(server: TestServer): Promise<Peer> {
  const peer = await connectMember(server)
  await peer.ok({ type: "set_profile", password, email: "member@films.example" })
  await peer.ok({ type: "send_code", purpose: "email" })
  await peer.ok({ type: "verify_code", purpose: "email", code: codeIn(await letter(server, 1)) })
  await pass(server, 60)
  return peer
}

/** What the database has for setting new passwords. */
function resets(server: TestServer): Promise<Verification[]> {
  return server.running.app.database.run(() => Verification.select({ purpose: "password" }))
}

function reset(code: string) {
  return { type: "reset_password", name: "member", code, password: fresh }
}

forEachDatabase((kit) => {
  test("a code sets a new password once, ends all sessions and devices, and the owner is told", async () => {
    await using server = await startServer(patient, kit)
    const peer = await connectVerified(server)
    const { user_id } = await logIn(peer, "member")
    await server.running.app.database.run(() =>
      new Device({
        user_id: Number(user_id),
        device_key: "d",
        name: "d",
        series_hash: "s",
        token_hash: "t",
      }).save(),
    )
    const stranger = await server.connect()
    const answer = await stranger.ok(forgot)
    assert.deepEqual(Object.keys(answer).sort(), ["code", "flag", "msg"])
    const sent = await letter(server, 2)
    assert.equal(sent.to, "member@films.example")
    assert.match(sent.text, /^\d{6} is the code with which member can set a new password/)
    assert.doesNotMatch(sent.text, /link/)
    const code = codeIn(sent)
    await stranger.fails("BAD_CODE", reset(otherCode(code)))
    assert.equal((await stranger.ok({ ...reset(code), name: "MEMBER" })).name, "member")
    await peer.fails("NOT_LOGGED_IN", { type: "who_am_i" })
    await stranger.fails("BAD_LOGIN", { type: "login", name: "member", password, user_type: "user" })
    await stranger.ok({ type: "login", name: "member", password: fresh, user_type: "user" })
    await stranger.fails("BAD_CODE", reset(code))
    assert.match((await letter(server, 3)).text, /^The password of member at Reelwire was changed/)
    assert.equal(await server.running.app.database.run(() => Device.count()), 0)
  })

  test("a link does the same, once, and only its hash is kept", async () => {
    await using server = await startServer({ ...patient, publicUrl: "https://films.example/" }, kit)
    await connectVerified(server)
    const stranger = await server.connect()
    await stranger.ok(forgot)
    const sent = await letter(server, 2)
    assert.match(sent.text, /follow this link: https:\/\/films\.example\/reset#[\w-]{43}$/)
    const token = tokenIn(sent)
    assert.ok(!JSON.stringify(await resets(server)).includes(token))
    const byLink = { type: "reset_password", token, password: fresh }
    await stranger.fails("BAD_CODE", { ...byLink, token: `${token.slice(1)}x` })
    await stranger.ok(byLink)
    await stranger.fails("BAD_CODE", byLink)
    await stranger.fails("BAD_CODE", reset(codeIn(sent)))
    await stranger.ok({ type: "login", name: "member", password: fresh, user_type: "user" })
  })

  test("known, unknown and unverified names get the very same answer, and only who is verified a message", async () => {
    await using server = await startServer(patient, kit)
    await connectVerified(server)
    const plain = await connectMember(server, "plain")
    await plain.ok({ type: "set_profile", password, email: "plain@films.example" })
    const stranger = await server.connect()
    const answers = []
    for (const name of ["nobody", "plain", "member"]) answers.push(await stranger.ok({ ...forgot, name }))
    answers.push(await stranger.ok({ ...forgot, way: "phone" }))
    assert.equal(new Set(answers.map((answer) => JSON.stringify(answer))).size, 1)
    await letter(server, 2)
    await server.running.app.background.close()
    assert.equal(letters(server).length, 2)
    assert.equal((await resets(server)).length, 1)
  })

  test("the answer does not wait for whatever there is to do", async () => {
    await using server = await startServer({ ...patient, passwordMemoryKib: 262_144, passwordPasses: 3 }, kit)
    const stranger = await server.connect()
    const startMs = performance.now()
    await stranger.ok({ ...forgot, name: "nobody" })
    const answeredMs = performance.now() - startMs
    await server.running.app.background.close()
    const doneMs = performance.now() - startMs
    assert.ok(answeredMs < doneMs / 2, `answered after ${answeredMs} of ${doneMs} ms`)
  })

  test("a name costs the same work whether or not there is such an account, also where nothing can be sent", async () => {
    for (const codesToLog of [true, false]) {
      await using server = await startServer({ ...patient, codesToLog }, kit)
      const stranger = await connectMember(server)
      const { passwords, background } = server.running.app
      const hash = passwords.hash.bind(passwords)
      let hashes = 0
      passwords.hash = (text) => {
        hashes++
        return hash(text)
      }
      for (const name of ["member", "nobody"]) await stranger.ok({ ...forgot, name })
      await background.close()
      assert.ok(hashes === 0 || hashes === 2, `${hashes} hashes for two names`)
    }
  })

  test("a code bears so many tries, at the same moment too, and its link goes on being good", async () => {
    const given = { ...patient, codeTries: 3, publicUrl: "https://films.example" }
    await using server = await startServer(given, kit)
    await connectVerified(server)
    const stranger = await server.connect()
    await stranger.ok(forgot)
    const sent = await letter(server, 2)
    const code = codeIn(sent)
    const peers = await Promise.all(Array.from({ length: 10 }, () => server.connect()))
    await Promise.all(peers.map((peer) => peer.fails("BAD_CODE", reset(otherCode(code)))))
    assert.equal((await resets(server))[0]?.tries, 3)
    await stranger.fails("BAD_CODE", reset(code))
    await stranger.ok({ type: "reset_password", token: tokenIn(sent), password: fresh })
  })

  test("of many who show the right code at once one sets the password", async () => {
    await using server = await startServer({ ...patient, codeTries: 100 }, kit)
    await connectVerified(server)
    const stranger = await server.connect()
    await stranger.ok(forgot)
    const code = codeIn(await letter(server, 2))
    const peers = await Promise.all(Array.from({ length: 6 }, () => server.connect()))
    const replies = await Promise.all(
      peers.map((peer, index) => peer.ask({ ...reset(code), password: `new password ${index}` })),
    )
    assert.deepEqual(replies.map((reply) => reply.code).sort(), [0, ...Array(5).fill("BAD_CODE")])
    const winner = replies.findIndex((reply) => reply.code === 0)
    const login = { type: "login", name: "member", user_type: "user" }
    await stranger.ok({ ...login, password: `new password ${winner}` })
  })

  test("of a reset and a change of the password at the same moment one counts", async () => {
    await using server = await startServer(patient, kit)
    const peer = await connectVerified(server)
    for (const [round, present] of [password, "one", "two"].entries()) {
      const stranger = await server.connect()
      await stranger.ok(forgot)
      const code = codeIn(await letter(server, 2 + 2 * round))
      const next = round === 0 ? "one" : "two"
      peer.session = textIn(
        await peer.ok({
          type: "login",
          name: "member",
          password: present,
          user_type: "user",
          session: undefined,
        }),
        "session",
      )
      const replies = await Promise.all([
        stranger.ask({ ...reset(code), password: next }),
        peer.ask({ type: "change_password", password: present, new_password: next }),
      ])
      assert.equal(replies.filter((reply) => reply.code === 0).length, 1, JSON.stringify(replies))
      await letter(server, 3 + 2 * round)
      await pass(server, 60)
    }
  })

  test("codes and links end with their minutes, and when the address is given up", async () => {
    await using server = await startServer({ ...patient, publicUrl: "https://films.example" }, kit)
    const peer = await connectVerified(server)
    await peer.ok(forgot)
    const sent = await letter(server, 2)
    const byLink = { type: "reset_password", token: tokenIn(sent), password: fresh }
    await pass(server, 601)
    await peer.fails("BAD_CODE", reset(codeIn(sent)))
    await peer.fails("BAD_CODE", byLink)
    await peer.ok(forgot)
    const again = await letter(server, 3)
    await peer.ok({ type: "set_profile", password, email: "other@films.example" })
    await peer.fails("BAD_CODE", { ...byLink, token: tokenIn(again) })
    await peer.fails("BAD_CODE", reset(codeIn(again)))
    await peer.ok({ type: "who_am_i" })
  })

  test("an unknown name and a wrong code get the same refusal in like time", async () => {
    await using server = await startServer(patient, kit)
    await connectVerified(server)
    const stranger = await server.connect()
    await stranger.ok(forgot)
    const wrong = otherCode(codeIn(await letter(server, 2)))
    const refusals = new Set<string>()
    for (const name of ["member", "nobody"]) {
      const startMs = performance.now()
      refusals.add(JSON.stringify(await stranger.fails("BAD_CODE", { ...reset(wrong), name })))
      assert.ok(performance.now() - startMs >= 195, "nobody is answered before the others could be")
    }
    assert.equal(refusals.size, 1)
  })

  test("where a code takes longer to check, on a busy server, it is answered at the end of the next step of time", async () => {
    await using server = await startServer(patient, kit)
    const stranger = await server.connect()
    server.running.app.passwords.verify = () => delay(210, false)
    const startMs = performance.now()
    await stranger.fails("BAD_CODE", reset("000000"))
    assert.ok(performance.now() - startMs >= 395)
  })

  test("guessing codes slows the guesser's address and ends their connection", async () => {
    await using server = await startServer({ loginFailuresPerConnection: 3 }, kit)
    const guesser = await server.connect()
    await guesser.fails("BAD_CODE", reset("000000"))
    await guesser.fails("BAD_CODE", { type: "reset_password", token: "made up", password: fresh })
    await guesser.fails("TOO_MANY_FAILURES", reset("000001"))
    await guesser.end()
  })

  test("so many names an hour may one address report, known ones or not", async () => {
    await using server = await startServer({ registrationsPerHour: 3 }, kit)
    const peer = await server.connect()
    for (const name of ["a", "b", "c"]) await peer.ok({ ...forgot, name })
    const { seconds } = await peer.fails("TOO_MANY_TRIES", { ...forgot, name: "d" })
    assert.ok(Number(seconds) > 1100 && Number(seconds) <= 1200, String(seconds))
    const elsewhere = await server.connect({ from: "127.0.0.7" })
    await elsewhere.ok(forgot)
  })

  test("a request without code or token is told which field it lacks", async () => {
    await using server = await startServer({}, kit)
    const peer = await server.connect()
    const request = { type: "reset_password", password: fresh }
    assert.match((await peer.fails("BAD_FIELD", request)).msg, /name/)
    assert.match((await peer.fails("BAD_FIELD", { ...request, name: "member" })).msg, /code/)
  })

  test("a server that stops finishes the message that is under way", async () => {
    const server = await startServer(patient, kit)
    try {
      const peer = await connectVerified(server)
      await peer.ok(forgot)
      await server.running.stop()
      await until("the message was sent", () => letters(server).length === 2)
    } finally {
      await server[Symbol.asyncDispose]()
    }
  })
})
