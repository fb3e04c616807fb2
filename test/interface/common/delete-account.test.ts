import assert from "node:assert/strict"
import { test } from "node:test"
import { Account } from "../../../db/account.ts"
import { Device } from "../../../db/device.ts"
import { LedgerEntry } from "../../../db/ledger-entry.ts"
import { LedgerTransaction } from "../../../db/ledger-transaction.ts"
import { Notice } from "../../../db/notice.ts"
import { NoticeReading } from "../../../db/notice-reading.ts"
import { StaffAction } from "../../../db/staff-action.ts"
import { User } from "../../../db/user.ts"
import { Verification } from "../../../db/verification.ts"
import { forEachDatabase } from "../../kit/databases.ts"
import { codeIn, letter } from "../../kit/letters.ts"
import {
  connectAdmin,
  connectMember,
  connectSecondAdmin,
  logIn,
  numberIn,
  password,
} from "../../kit/people.ts"
import { startServer, type TestServer } from "../../kit/server.ts"

const leave = { type: "delete_account", password }
const login = { type: "login", name: "member", password, user_type: "user", session: undefined }

/** Runs in the server's database. */
function inside<T>(server: TestServer, work: () => Promise<T>): Promise<T> {
  return server.running.app.database.run(work)
}

forEachDatabase((kit) => {
  test("who deletes their account is nobody any more, and what was booked stays", async () => {
    await using server = await startServer({}, kit)
    const peer = await connectMember(server)
    await peer.ok({
      type: "set_profile",
      password,
      email: "m@films.example",
      phone: "+8613800138000",
      gender: "other",
    })
    await peer.ok({ type: "send_code", purpose: "email" })
    await peer.ok({ type: "verify_code", purpose: "email", code: codeIn(await letter(server, 1)) })
    await peer.ok({ type: "send_code", purpose: "phone" })
    const other = await server.connect()
    await other.ok({ ...login, device_key: "k".repeat(16), device_name: "phone" })
    await inside(server, async () => {
      const personal = { title: "Dear member", content: "c", audience: "person", author_id: 1 } as const
      const { id } = await new Notice({ ...personal, user_id: 1 }).save()
      await new NoticeReading({ notice_id: id, user_id: 1 }).save()
    })
    await peer.ok({ ...leave, forfeit_fen: 10_000 })
    await peer.fails("NOT_LOGGED_IN", { type: "who_am_i" })
    await other.fails("BAD_LOGIN", login)
    await other.fails("BAD_LOGIN", { ...login, name: "deleted-1" })
    await inside(server, async () => {
      const user = await User.get(1)
      assert.ok(user?.erase_time)
      const { name, display_name, email, email_time, phone, phone_time, gender, vip_until } = user
      assert.deepEqual(
        [name, display_name, email, email_time, phone, phone_time, gender, vip_until],
        ["deleted-1", ...Array(7).fill(null)],
      )
      const openCodes = Verification.count({ use_time: null })
      const counts = await Promise.all([Device.count(), openCodes, NoticeReading.count()])
      assert.deepEqual(counts, [0, 0, 0])
      const [closing] = await LedgerTransaction.select({ kind: "closing" })
      assert.equal(closing?.user_id, 1)
      assert.equal(await LedgerTransaction.count({ kind: "gift" }), 1)
      const entries = await LedgerEntry.select({ transaction_id: closing.id }, { orderBy: "amount_fen" })
      assert.deepEqual(
        entries.map(({ amount_fen }) => amount_fen),
        [-10_000n, 10_000n],
      )
      const balances = await Account.select({}, { orderBy: "name" })
      const of = new Map(balances.map((row) => [row.name, row.balance_fen]))
      assert.deepEqual([of.get("member:1"), of.get("adjustments")], [0n, 10_000n])
      assert.ok(!JSON.stringify(await Notice.select()).includes("Dear member"))
    })
    const told = await letter(server, 3)
    assert.deepEqual(
      [told.to, told.text.includes("account member at Reelwire was deleted")],
      ["m@films.example", true],
    )
  })

  test("the name of a deleted account is free, and its new owner has nothing of the old one", async () => {
    await using server = await startServer({ welcomeFen: 0 }, kit)
    const peer = await connectMember(server)
    await peer.ok({ type: "set_profile", password, email: "m@films.example" })
    await peer.ok(leave)
    const again = await connectMember(server)
    const profile = await again.ok({ type: "get_profile" })
    assert.deepEqual([profile.name, profile.email], ["member", null])
    assert.equal((await again.ok({ type: "who_am_i" })).user_id, 2)
    await again.ok(leave)
  })

  test("money that is left has to be given up by its exact amount", async () => {
    await using server = await startServer({}, kit)
    const peer = await connectMember(server)
    for (const forfeit_fen of [undefined, 0, 9999, 10_001]) {
      const refused = await peer.fails("BALANCE_LEFT", { ...leave, forfeit_fen })
      assert.equal(refused.balance_fen, 10_000)
    }
    await peer.fails("BAD_FIELD", { ...leave, forfeit_fen: -1 })
    await peer.ok({ type: "who_am_i" })
    assert.equal(await inside(server, () => LedgerTransaction.count({ kind: "closing" })), 0)
    await peer.ok({ ...leave, forfeit_fen: 10_000 })
  })

  test("an account is deleted once, however often that is asked at the same moment", async () => {
    await using server = await startServer({}, kit)
    const peer = await connectMember(server)
    const others = await Promise.all(Array.from({ length: 6 }, () => server.connect()))
    const request = { ...leave, forfeit_fen: 10_000, session: peer.session }
    const replies = await Promise.all(others.map((other) => other.ask(request)))
    assert.equal(replies.filter(({ code }) => code === 0).length, 1, JSON.stringify(replies))
    assert.equal(await inside(server, () => LedgerTransaction.count({ kind: "closing" })), 1)
  })

  test("who buys at the moment of their leaving has bought or is gone, and no money is left over", async () => {
    await using server = await startServer({}, kit)
    for (let round = 0; round < 6; round++) {
      const peer = await connectMember(server)
      const other = await server.connect()
      const id = numberIn(await peer.ok({ type: "who_am_i" }), "user_id")
      const buy = { type: "buy_vip", days: 30, price_fen: 3000, request_key: "k".repeat(16) }
      const [left, bought] = await Promise.all([
        peer.ask({ ...leave, forfeit_fen: 10_000 }),
        other.ask({ ...buy, session: peer.session }),
      ])
      const codes = [left.code, bought.code].join()
      assert.ok(codes === "0,NOT_LOGGED_IN" || codes === "BALANCE_LEFT,0", codes)
      if (left.code !== 0) await peer.ok({ ...leave, forfeit_fen: 7000 })
      const [account, user] = await inside(server, async () => [
        await Account.first({ name: `member:${id}` }),
        await User.get(id),
      ])
      assert.deepEqual([account?.balance_fen, user?.vip_until], [0n, null])
    }
  })

  test("the last admin can't go, also not two at the same moment", async () => {
    await using server = await startServer({}, kit)
    const first = await connectAdmin(server)
    await first.fails("LAST_ADMIN", leave)
    const second = await connectSecondAdmin(server, first)
    const replies = await Promise.all([first.ask(leave), second.ask(leave)])
    assert.deepEqual(replies.map(({ code }) => String(code)).sort(), ["0", "LAST_ADMIN"])
    const admins = await inside(server, () => User.count({ role: "admin", erase_time: null }))
    assert.equal(admins, 1)
    const [action] = await inside(server, () => StaffAction.select({ action: "delete_account" }))
    assert.match(action?.target ?? "", /^user [12]$/)
  })

  test("a name like that of a deleted account, from before such names were kept free, stops nobody", async () => {
    await using server = await startServer({ welcomeFen: 0 }, kit)
    const peer = await connectMember(server)
    await inside(server, () => new User({ name: "Deleted-1", password_hash: "x", user_type: "user" }).save())
    await peer.ok(leave)
    assert.match((await inside(server, () => User.get(1)))?.name ?? "", /^deleted-1-.{8}$/)
  })

  test("a deleted account is listed as one, and no code is sent for it", async () => {
    await using server = await startServer({ welcomeFen: 0 }, kit)
    const admin = await connectAdmin(server)
    const peer = await connectMember(server)
    await peer.ok(leave)
    const { users } = await admin.ok({ type: "list_users" })
    assert.ok(Array.isArray(users))
    assert.deepEqual([users[1].name, users[1].is_erased], ["deleted-2", 1])
    await admin.fails("NO_SUCH_USER", { type: "unlock_user", name: "deleted-2" })
    await admin.fails("NO_SUCH_USER", { type: "set_password", name: "deleted-2", password: "x" })
    await logIn(admin, "admin", "admin")
  })
})
