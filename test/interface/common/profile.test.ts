import assert from "node:assert/strict"
import { test } from "node:test"
import { User } from "../../../db/user.ts"
import { forEachDatabase } from "../../kit/databases.ts"
import { codeIn, letter, letters } from "../../kit/letters.ts"
import type { Reply } from "../../kit/peer.ts"
import { connectMember, logIn, password } from "../../kit/people.ts"
import { startServer } from "../../kit/server.ts"

const get = { type: "get_profile" }
const set = { type: "set_profile", password }

/** A profile without what every reply has. */
function profileIn({ flag: _, msg: __, code: ___, ...profile }: Reply): object {
  return profile
}

const empty = {
  name: "member",
  display_name: null,
  email: null,
  email_verified: 0,
  phone: null,
  phone_verified: 0,
  gender: null,
}

forEachDatabase((kit) => {
  test("a profile begins empty; what is given is set, null takes away, and the rest stays", async () => {
    await using server = await startServer({}, kit)
    const peer = await connectMember(server)
    assert.deepEqual(profileIn(await peer.ok(get)), empty)
    await peer.ok({ ...set, display_name: "梅", email: "Mei@Films.EXAMPLE", gender: "female" })
    await peer.ok({ ...set, phone: "0086 (138) 0013-8000" })
    const told = {
      display_name: "梅",
      email: "Mei@films.example",
      phone: "+8613800138000",
      gender: "female",
    }
    assert.deepEqual(profileIn(await peer.ok(get)), { ...empty, ...told })
    await peer.ok({ ...set, display_name: null, email: null })
    assert.deepEqual(profileIn(await peer.ok(get)), { ...empty, ...told, display_name: null, email: null })
  })

  test("addresses are put into one form, and what is none is refused", async () => {
    await using server = await startServer({}, kit)
    const peer = await connectMember(server)
    for (const [given, kept] of [
      ["a@b.example", "a@b.example"],
      ["A.b+c@B.Example", "A.b+c@b.example"],
      ["a@bücher.example", "a@xn--bcher-kva.example"],
    ]) {
      await peer.ok({ ...set, email: given })
      assert.equal((await peer.ok(get)).email, kept)
    }
    for (const email of [
      "",
      "a",
      "a@",
      "@b.example",
      "a@b",
      "a b@c.example",
      "a@b.example\r\nBcc: c@d.example",
      '"a"@b.example',
      "a@b.example,c@d.example",
      "<a@b.example>",
      "a..b@c.example",
      ".a@c.example",
      "a@-b.example",
      "a@b..example",
      "a@127.0.0.1",
      `${"a".repeat(65)}@b.example`,
      `a@${"b".repeat(64)}.example`,
      7,
      {},
    ]) {
      assert.match((await peer.fails("BAD_FIELD", { ...set, email })).msg, /email/)
    }
    for (const [given, kept] of [
      ["+49 30 123456", "+4930123456"],
      ["00441632960961", "+441632960961"],
      ["+1 (415) 555-2671", "+14155552671"],
    ]) {
      await peer.ok({ ...set, phone: given })
      assert.equal((await peer.ok(get)).phone, kept)
    }
    for (const phone of [
      "",
      "13800138000",
      "+0123456789",
      "+123456",
      "+1234567890123456",
      "+12345abc",
      "110",
    ]) {
      await peer.fails("BAD_FIELD", { ...set, phone })
    }
    await peer.fails("BAD_FIELD", { ...set, gender: "none" })
    await peer.fails("BAD_FIELD", { ...set, display_name: "a\nb" })
  })

  test("a changed address is not verified, its codes end, and the one that was left is told", async () => {
    await using server = await startServer({}, kit)
    const peer = await connectMember(server)
    await peer.ok({ ...set, email: "old@films.example" })
    await peer.ok({ type: "send_code", purpose: "email" })
    await peer.ok({ type: "verify_code", purpose: "email", code: codeIn(await letter(server, 1)) })
    assert.equal((await peer.ok(get)).email_verified, 1)
    await peer.ok({ ...set, email: "OLD@films.example", gender: "male" })
    assert.equal((await peer.ok(get)).email_verified, 0, "another mailbox, to the letter")
    const told = await letter(server, 2)
    assert.deepEqual([told.way, told.to], ["email", "old@films.example"])
    assert.match(told.text, /^member at Reelwire does not use this address any more/)
    await peer.ok({ ...set, email: "old@films.example" })
    await peer.ok({ ...set, email: null })
    assert.equal(letters(server).length, 2, "nobody is told of an address that was never shown to be theirs")
  })

  test("a verified address stays verified when it is said again", async () => {
    await using server = await startServer({}, kit)
    const peer = await connectMember(server)
    await peer.ok({ ...set, phone: "+8613800138000" })
    await peer.ok({ type: "send_code", purpose: "phone" })
    await peer.ok({ type: "verify_code", purpose: "phone", code: codeIn(await letter(server, 1)) })
    await peer.ok({ ...set, phone: "+86 138 0013 8000", display_name: "M" })
    assert.equal((await peer.ok(get)).phone_verified, 1)
  })

  test("an address is set, changed and taken away with the password alone, the rest of a profile without it", async () => {
    await using server = await startServer({ loginFailuresPerConnection: 100 }, kit)
    const peer = await connectMember(server)
    const bare = { type: "set_profile" }
    await peer.ok({ ...set, email: "mei@films.example" })
    for (const change of [{ email: "thief@films.example" }, { email: null }, { phone: "+8613800138000" }]) {
      const missing = await peer.fails("BAD_FIELD", { ...bare, ...change })
      assert.match(missing.msg, /password/)
      await peer.fails("WRONG_PASSWORD", { ...bare, ...change, password: "wrong" })
    }
    await peer.fails("BAD_FIELD", { ...bare, email: "thief@films.example", display_name: "Thief" })
    const { email, phone, display_name } = await peer.ok(get)
    assert.deepEqual([email, phone, display_name], ["mei@films.example", null, null])
    await peer.ok({ ...bare, display_name: "Mei", gender: "female" })
    await peer.ok({ ...bare, email: "mei@films.example", phone: null })
    await peer.ok({ ...set, email: null })
  })

  test("wrong passwords for another address count as failed log-ins", async () => {
    await using server = await startServer({}, kit)
    const peer = await connectMember(server)
    const guess = { ...set, email: "thief@films.example", password: "wrong" }
    for (let round = 0; round < 2; round++) await peer.fails("WRONG_PASSWORD", guess)
    await peer.fails("TOO_MANY_FAILURES", guess)
    await peer.end()
  })

  test("a password that is changed at the same moment confirms no other address", async () => {
    await using server = await startServer({}, kit)
    const peer = await connectMember(server)
    const { passwords, database } = server.running.app
    const verify = passwords.verify.bind(passwords)
    passwords.verify = async (given, stored) => {
      const isRight = await verify(given, stored)
      await database.run(() => User.update({ name: "member" }, { password_hash: "another" }))
      return isRight
    }
    await peer.fails("WRONG_PASSWORD", { ...set, email: "thief@films.example" })
    assert.equal((await peer.ok(get)).email, null)
  })

  test("what the settings ask of members is asked at registration, and can't be taken away", async () => {
    await using server = await startServer({ requiredProfile: ["email", "display_name"] }, kit)
    const peer = await server.connect()
    const me = { type: "register", name: "member", password, user_type: "user" }
    const refused = await peer.fails("PROFILE_NEEDED", { ...me, gender: "other" })
    assert.deepEqual(refused.fields, ["email", "display_name"])
    assert.equal(refused.msg, "This is needed of every member: mail address, display name.")
    assert.match((await peer.fails("PROFILE_NEEDED", { ...me, lang: "zh" })).msg, /邮箱、昵称/)
    await peer.ok({ ...me, email: "m@films.example", display_name: "M", phone: "+8613800138000" })
    await logIn(peer, "member")
    assert.deepEqual(profileIn(await peer.ok(get)), {
      ...empty,
      email: "m@films.example",
      display_name: "M",
      phone: "+8613800138000",
    })
    assert.deepEqual((await peer.fails("PROFILE_NEEDED", { ...set, email: null })).fields, ["email"])
    await peer.ok({ ...set, email: "n@films.example", phone: null })
    await peer.ok({ ...me, name: "boss", user_type: "admin" })
  })
})
