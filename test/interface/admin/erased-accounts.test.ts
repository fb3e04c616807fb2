import assert from "node:assert/strict"
import { createHmac } from "node:crypto"
import { test } from "node:test"
import { LedgerTransaction } from "../../../db/ledger-transaction.ts"
import { StaffAction } from "../../../db/staff-action.ts"
import { User } from "../../../db/user.ts"
import { creditText } from "../../../interface/money/payment-signature.ts"
import { protocol } from "../../../interface/protocol.ts"
import { forEachDatabase } from "../../kit/databases.ts"
import { connectAdmin, connectMember, connectStaff, listIn, numberIn, password } from "../../kit/people.ts"
import { startServer } from "../../kit/server.ts"

const paymentSecret = "x".repeat(32)
const request_key = "key-of-a-request"

/** What the staff's messages that name an account take beside the name. */
const fields: Readonly<Record<string, object>> = {
  adjust_balance: { amount_fen: 100, reason: "cash", request_key },
  edit_notice: { notice_id: 1, audience: "person" },
  give_vip: { days: 30 },
  lock_user: {},
  release_notice: { title: "t", content: "c", audience: "person" },
  set_password: { password },
  set_role: { role: "admin" },
  show_user: {},
  take_vip: {},
  unlock_user: {},
}

forEachDatabase((kit) => {
  test("no message of the staff's, nor a payment, reaches a deleted account", async () => {
    await using server = await startServer({ paymentSecret }, kit)
    const admin = await connectAdmin(server)
    const member = await connectMember(server)
    await admin.ok({ type: "release_notice", title: "t", content: "c" })
    const key = { price_fen: 3000, days: 30, request_key }
    await member.ok({ type: "buy_vip", ...key })
    await member.ok({ type: "delete_account", password, forfeit_fen: 7000 })
    const { database } = server.running.app
    const before = await database.run(async () => [await User.get(2), await LedgerTransaction.count()])
    // A film has a name as well.
    const naming = protocol.filter(
      ({ access, request }) =>
        !["anyone", "member"].includes(access) && "name" in request && !("movie_id" in request),
    )
    assert.deepEqual(naming.map(({ type }) => type).sort(), Object.keys(fields).sort())
    for (const { type } of naming) {
      await admin.fails("NO_SUCH_USER", { type, name: "deleted-2", ...fields[type] })
    }
    const [bought] = await database.run(() => LedgerTransaction.select({ kind: "vip" }))
    const refund = { type: "refund", transaction_id: bought?.id, reason: "asked", request_key }
    await admin.fails("NO_SUCH_USER", refund)
    const credit = { reference: "order-1", name: "deleted-2", amount_fen: 500 }
    const signature = createHmac("sha256", paymentSecret).update(creditText(credit)).digest("hex")
    await admin.fails("NO_SUCH_USER", { type: "credit_payment", ...credit, signature })
    assert.deepEqual(
      await database.run(async () => [await User.get(2), await LedgerTransaction.count()]),
      before,
    )
    assert.equal(await database.run(() => StaffAction.count({ target: "user 2" })), 0)
  })

  test("what somebody of the staff did is found under the name that they are left with", async () => {
    await using server = await startServer({}, kit)
    const admin = await connectAdmin(server)
    const second = await connectStaff(server, admin, "admin", "second")
    const id = numberIn(await second.ok({ type: "who_am_i" }), "user_id")
    await second.ok({ type: "invite_admin", role: "editor" })
    await second.ok({ type: "delete_account", password })
    const list = { type: "list_staff_actions", actor: `deleted-${id}` }
    const actions = listIn(await admin.ok(list), "actions") as readonly { readonly action: string }[]
    assert.deepEqual(
      actions.map(({ action }) => action),
      ["delete_account", "invite_admin"],
    )
    await admin.fails("NO_SUCH_USER", { ...list, actor: "second" })
  })
})
