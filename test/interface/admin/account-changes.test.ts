import assert from "node:assert/strict"
import { test } from "node:test"
import { Device } from "../../../db/device.ts"
import { forEachDatabase } from "../../kit/databases.ts"
import { codeIn, letter, pass } from "../../kit/letters.ts"
import { connectAdmin, connectMember, logIn, numberIn, password, textIn } from "../../kit/people.ts"
import { startServer } from "../../kit/server.ts"

const dayMs = 86_400_000

function endOf(reply: { readonly [key: string]: unknown }): number {
  return Date.parse(textIn({ flag: true, msg: "", code: 0, ...reply }, "vip_until"))
}

forEachDatabase((kit) => {
  test("a new password from an admin counts at once: sessions end, devices are forgotten, the old one is wrong", async () => {
    await using server = await startServer({}, kit)
    const admin = await connectAdmin(server)
    const member = await connectMember(server)
    const login = { type: "login", name: "member", password, user_type: "user", session: undefined }
    const remembered = await member.ok({ ...login, device_key: "d".repeat(43), device_name: "sofa" })
    member.session = textIn(remembered, "session")
    const device_token = textIn(remembered, "device_token")
    const set = { type: "set_password", name: "MEMBER", password: "another" }
    assert.equal((await admin.ok(set)).devices, 1)
    await member.fails("NOT_LOGGED_IN", { type: "who_am_i" })
    const stranger = await server.connect()
    await stranger.fails("DEVICE_FORGOTTEN", {
      type: "login_device",
      device_token,
      next_token: "n".repeat(43),
    })
    await stranger.fails("BAD_LOGIN", login)
    await stranger.ok({ ...login, password: "another" })
    assert.equal(await server.running.app.database.run(() => Device.count()), 0)
    await admin.ok({ type: "who_am_i" })
  })

  test("a new password from an admin ends the codes for another one, and the owner is told", async () => {
    await using server = await startServer({}, kit)
    const admin = await connectAdmin(server)
    const member = await connectMember(server)
    await member.ok({ type: "set_profile", password, email: "member@films.example" })
    await member.ok({ type: "send_code", purpose: "email" })
    await member.ok({ type: "verify_code", purpose: "email", code: codeIn(await letter(server, 1)) })
    await pass(server, 60)
    await member.ok({ type: "forgot_password", name: "member", way: "email" })
    const code = codeIn(await letter(server, 2))
    await admin.ok({ type: "set_password", name: "member", password: "another" })
    await member.fails("BAD_CODE", { type: "reset_password", name: "member", code, password: "stolen" })
    const told = await letter(server, 3)
    assert.equal(told.to, "member@films.example")
    assert.match(told.text, /^The password of member at Reelwire was changed/)
  })

  test("nobody sets their own password as an admin, and nobody's who isn't there", async () => {
    await using server = await startServer({}, kit)
    const admin = await connectAdmin(server)
    const set = { type: "set_password", password: "another" }
    await admin.fails("NOT_YOURSELF", { ...set, name: "ADMIN" })
    await admin.fails("NO_SUCH_USER", { ...set, name: "nobody" })
    await admin.fails("BAD_FIELD", { ...set, name: "admin", password: "" })
    await logIn(admin, "admin", "admin")
  })

  test("the devices of a locked account don't get in, and do again once it is unlocked", async () => {
    await using server = await startServer({}, kit)
    const admin = await connectAdmin(server)
    const member = await connectMember(server)
    const login = { type: "login", name: "member", password, user_type: "user", session: undefined }
    const device_token = textIn(await member.ok({ ...login, device_key: "d".repeat(43) }), "device_token")
    const come = { type: "login_device", device_token, next_token: "n".repeat(43) }
    await admin.ok({ type: "lock_user", name: "member" })
    const peer = await server.connect()
    await peer.fails("ACCOUNT_LOCKED", come)
    await admin.ok({ type: "unlock_user", name: "member" })
    await peer.ok(come)
  })

  test("days of VIP are added to those that there are, and taken all at once", async () => {
    await using server = await startServer({}, kit)
    const admin = await connectAdmin(server)
    const member = await connectMember(server)
    const first = endOf(await admin.ok({ type: "give_vip", name: "Member", days: 30 }))
    assert.ok(Math.abs(first - Date.now() - 30 * dayMs) < 60_000)
    assert.equal(endOf(await admin.ok({ type: "give_vip", name: "member", days: 5 })), first + 5 * dayMs)
    assert.equal((await member.ok({ type: "who_am_i" })).is_vip, 1)
    const taken = endOf(await admin.ok({ type: "take_vip", name: "member" }))
    assert.ok(Math.abs(taken - Date.now()) < 60_000)
    assert.equal((await member.ok({ type: "who_am_i" })).is_vip, 0)
    assert.equal(endOf(await admin.ok({ type: "take_vip", name: "member" })), taken)
    assert.equal((await admin.ok({ type: "take_vip", name: "admin" })).vip_until, null)
    assert.equal(numberIn(await member.ok({ type: "who_am_i", with: "account" }), "balance_fen"), 10_000)
  })

  test("VIP is given for 1 to 3660 days, to who is there", async () => {
    await using server = await startServer({}, kit)
    const admin = await connectAdmin(server)
    for (const days of [0, -1, 3661, 1.5, "30", undefined]) {
      await admin.fails("BAD_FIELD", { type: "give_vip", name: "admin", days })
    }
    await admin.ok({ type: "give_vip", name: "admin", days: 3660 })
    await admin.fails("NO_SUCH_USER", { type: "give_vip", name: "nobody", days: 1 })
    await admin.fails("NO_SUCH_USER", { type: "take_vip", name: "nobody" })
  })
})
