import assert from "node:assert/strict"
import { test } from "node:test"
import { User } from "../../../db/user.ts"
import { Verification } from "../../../db/verification.ts"
import { forgetCodes } from "../../../server/jobs/forget-codes.ts"
import { forEachDatabase } from "../../kit/databases.ts"
import { codeIn, letter, letters, otherCode, pass } from "../../kit/letters.ts"
import { startMailServer } from "../../kit/mail-server.ts"
import type { Peer } from "../../kit/peer.ts"
import { connectMember, logIn, numberIn, password } from "../../kit/people.ts"
import { startServer, type TestServer } from "../../kit/server.ts"

const send = { type: "send_code", purpose: "email" }
const verify = { type: "verify_code", purpose: "email" }

/** A new member with a mail address. */
async function connectReachable(server: TestServer, name = "member", email = `${name}@films.example`) {
  const peer = await connectMember(server, name)
  await peer.ok({ type: "set_profile", password, email })
  return peer
}

/** Guesses on connections of their own, at the same moment; answers the codes of the replies. */
async function guessAtOnce(server: TestServer, owner: Peer, codes: readonly string[]): Promise<unknown[]> {
  const peers = await Promise.all(codes.map(() => server.connect()))
  const { session } = owner
  const replies = await Promise.all(
    codes.map((code, index) => peers[index]?.ask({ ...verify, code, session }) ?? assert.fail()),
  )
  return replies.map((reply) => reply.code).sort()
}

forEachDatabase((kit) => {
  test("a code shows that an address is one's own, once", async () => {
    await using server = await startServer({}, kit)
    const peer = await connectReachable(server)
    const sent = await peer.ok({ ...send, lang: "zh" })
    assert.deepEqual([sent.valid_minutes, sent.tries], [10, 5])
    const { way, to, text } = await letter(server, 1)
    assert.deepEqual([way, to], ["email", "member@films.example"])
    assert.match(text, /验证码是 \d{6}/)
    const code = codeIn({ way, to, text, subject: "" })
    await peer.fails("BAD_CODE", { ...verify, code: otherCode(code) })
    await peer.ok({ ...verify, code })
    assert.equal((await peer.ok({ type: "get_profile" })).email_verified, 1)
    await peer.fails("BAD_CODE", { ...verify, code })
    await peer.fails("ALREADY_VERIFIED", send)
  })

  test("a code is good for its own purpose and its own person alone", async () => {
    await using server = await startServer({}, kit)
    const peer = await connectReachable(server)
    await peer.ok({ type: "set_profile", password, phone: "+8613800138000" })
    await peer.ok(send)
    const code = codeIn(await letter(server, 1))
    await peer.fails("BAD_CODE", { ...verify, purpose: "phone", code })
    const other = await connectReachable(server, "other")
    await other.fails("BAD_CODE", { ...verify, code })
    const stranger = await server.connect()
    await stranger.fails("BAD_CODE", { type: "reset_password", name: "member", code, password: "x" })
    await peer.ok({ ...verify, code })
  })

  test("a code is for the address that it went to, and no other", async () => {
    await using server = await startServer({}, kit)
    const peer = await connectReachable(server)
    await peer.ok(send)
    const code = codeIn(await letter(server, 1))
    await peer.ok({ type: "set_profile", password, email: "victim@films.example" })
    await peer.fails("BAD_CODE", { ...verify, code })
    await peer.ok({ type: "set_profile", password, email: "member@films.example" })
    await peer.fails("BAD_CODE", { ...verify, code })
  })

  test("where there is no address nothing is sent", async () => {
    await using server = await startServer({}, kit)
    const peer = await connectMember(server)
    for (const purpose of ["email", "phone"]) await peer.fails("NO_ADDRESS", { ...send, purpose })
    await peer.fails("BAD_FIELD", { ...send, purpose: "password" })
    await peer.fails("BAD_FIELD", { ...verify, purpose: "password", code: "000000" })
    for (const code of ["12345", "1234567", "12345x", "", 123456, "１２３４５６"]) {
      await peer.fails("BAD_FIELD", { ...verify, code })
    }
  })

  test("a code bears so many tries, and then not even the right one helps", async () => {
    await using server = await startServer({ codeTries: 3 }, kit)
    const peer = await connectReachable(server)
    await peer.ok(send)
    const code = codeIn(await letter(server, 1))
    for (let guess = 0; guess < 3; guess++) await peer.fails("BAD_CODE", { ...verify, code: otherCode(code) })
    await peer.fails("BAD_CODE", { ...verify, code })
  })

  test("guesses at the same moment have no more tries together than one after the other", async () => {
    await using server = await startServer({ codeTries: 5 }, kit)
    const peer = await connectReachable(server)
    await peer.ok(send)
    const code = codeIn(await letter(server, 1))
    const wrong = Array.from({ length: 16 }, () => otherCode(code))
    assert.deepEqual(await guessAtOnce(server, peer, wrong), Array(16).fill("BAD_CODE"))
    const [row] = await server.running.app.database.run(() => Verification.select())
    assert.equal(row?.tries, 5)
    await peer.fails("BAD_CODE", { ...verify, code })
  })

  test("of the right code sent many times at once one counts", async () => {
    await using server = await startServer({ codeTries: 100 }, kit)
    const peer = await connectReachable(server)
    await peer.ok(send)
    const code = codeIn(await letter(server, 1))
    const replies = await guessAtOnce(server, peer, Array(8).fill(code))
    assert.deepEqual(replies, [0, ...Array(7).fill("BAD_CODE")])
  })

  test("a code is good for so many minutes by the database's clock", async () => {
    await using server = await startServer({ codeMinutes: 3 }, kit)
    const peer = await connectReachable(server)
    await peer.ok(send)
    await pass(server, 170)
    await peer.ok({ ...verify, code: codeIn(await letter(server, 1)) })
    const other = await connectReachable(server, "other")
    await other.ok(send)
    await pass(server, 181)
    await other.fails("BAD_CODE", { ...verify, code: codeIn(await letter(server, 2)) })
  })

  test("a new code ends the one before", async () => {
    await using server = await startServer({}, kit)
    const peer = await connectReachable(server)
    await peer.ok(send)
    await pass(server, 61)
    await peer.ok(send)
    const [first, second] = [codeIn(await letter(server, 1)), codeIn(await letter(server, 2))]
    if (first !== second) await peer.fails("BAD_CODE", { ...verify, code: first })
    await peer.ok({ ...verify, code: second })
  })

  test("one code a minute for a purpose, and so many an hour for an account", async () => {
    await using server = await startServer({ codesPerHour: 3 }, kit)
    const peer = await connectReachable(server)
    await peer.ok({ type: "set_profile", password, phone: "+8613800138000" })
    await peer.ok(send)
    const { seconds } = await peer.fails("TOO_MANY_TRIES", send)
    assert.ok(Number(seconds) > 50 && Number(seconds) <= 60, String(seconds))
    await peer.ok({ ...send, purpose: "phone" })
    await pass(server, 60)
    await peer.ok(send)
    await pass(server, 60)
    const wait = numberIn(await peer.fails("TOO_MANY_TRIES", { ...send, purpose: "phone" }), "seconds")
    assert.ok(wait > 3400 && wait <= 3480, String(wait))
    await pass(server, wait)
    await peer.ok({ ...send, purpose: "phone" })
  })

  test("so many codes an hour go to an address, whoever has it", async () => {
    await using server = await startServer({ codesPerHour: 2 }, kit)
    const address = "victim@films.example"
    const peers = []
    for (const name of ["a", "b", "c"]) peers.push(await connectReachable(server, name, address))
    const [a, b, c] = peers
    await a?.ok(send)
    await b?.fails("TOO_MANY_TRIES", send)
    await pass(server, 60)
    await b?.ok(send)
    await pass(server, 60)
    await c?.fails("TOO_MANY_TRIES", send)
    assert.equal(letters(server).length, 2)
  })

  test("codes that went to an address count though their account is deleted, and are forgotten after an hour", async () => {
    await using server = await startServer({ welcomeFen: 0 }, kit)
    const address = "victim@films.example"
    const peer = await connectReachable(server, "first", address)
    await peer.ok(send)
    await peer.ok({ type: "delete_account", password })
    const again = await connectReachable(server, "second", address)
    await again.fails("TOO_MANY_TRIES", send)
    const { database } = server.running.app
    const forget = () => database.run(() => forgetCodes().run(new AbortController().signal))
    await forget()
    const [row] = await database.run(() => Verification.select())
    assert.ok(row?.use_time, "nobody can use it any more")
    await pass(server, 3601)
    await forget()
    assert.equal(await database.run(() => Verification.count()), 0)
  })

  test("the job leaves a code that is good still, however long codes are", async () => {
    await using server = await startServer({ codeMinutes: 1440 }, kit)
    const peer = await connectReachable(server)
    await peer.ok(send)
    await pass(server, 86_000)
    const { database } = server.running.app
    await database.run(() => forgetCodes().run(new AbortController().signal))
    await peer.ok({ ...verify, code: codeIn(await letter(server, 1)) })
  })

  test("codes asked for at the same moment, for one account or one address, count as one after the other", async () => {
    await using server = await startServer({ codesPerHour: 50 }, kit)
    const mine = await connectReachable(server)
    const peers = await Promise.all(Array.from({ length: 8 }, () => server.connect()))
    const replies = await Promise.all(peers.map((peer) => peer.ask({ ...send, session: mine.session })))
    assert.deepEqual(replies.map(({ code }) => code).sort(), [0, ...Array(7).fill("TOO_MANY_TRIES")])
    const others = []
    for (let index = 0; index < 6; index++) {
      others.push(await connectReachable(server, `other${index}`, "one@films.example"))
    }
    const theirs = await Promise.all(others.map((peer) => peer.ask(send)))
    assert.deepEqual(theirs.map(({ code }) => code).sort(), [0, ...Array(5).fill("TOO_MANY_TRIES")])
  })

  test("what can't be sent is told, and its code is good for nothing", async () => {
    await using mail = await startMailServer({ refuses: true })
    await using server = await startServer({ smtpUrl: `smtp://127.0.0.1:${mail.port}` }, kit)
    const peer = await connectReachable(server)
    await peer.fails("CANNOT_SEND", send)
    const [row] = await server.running.app.database.run(() => Verification.select())
    assert.ok(row !== undefined && row.use_time !== null)
    assert.ok(!server.logged.join().includes("member@films.example"))
  })

  test("where nothing leaves and the log is not for codes, nothing is made", async () => {
    await using server = await startServer({ codesToLog: false }, kit)
    const peer = await connectReachable(server)
    await peer.fails("CANNOT_SEND", send)
    assert.equal(await server.running.app.database.run(() => Verification.count()), 0)
  })

  test("a code that left by mail stands neither in the database nor in the log", async () => {
    await using mail = await startMailServer()
    const given = { smtpUrl: `smtp://127.0.0.1:${mail.port}`, logLevel: "debug" } as const
    await using server = await startServer(given, kit)
    const peer = await connectReachable(server)
    await peer.ok(send)
    const code = codeIn({ way: "email", to: "", subject: "", text: (await mail.mail(1)).text })
    const [row] = await server.running.app.database.run(() => Verification.select())
    assert.match(row?.code_hash ?? "", /^\$argon2id\$/)
    assert.ok(!JSON.stringify(row).includes(code))
    await peer.ok({ ...verify, code })
    assert.doesNotMatch(server.logged.join(), new RegExp(`\\b${code}\\b`))
    const users = await server.running.app.database.run(() => User.select())
    assert.doesNotMatch(JSON.stringify(users), new RegExp(`\\b${code}\\b`))
  })

  test("verifying needs nobody else's session", async () => {
    await using server = await startServer({}, kit)
    const peer = await connectReachable(server)
    await peer.ok(send)
    const code = codeIn(await letter(server, 1))
    const again = await server.connect()
    await logIn(again, "member")
    await again.ok({ ...verify, code })
  })
})
