import assert from "node:assert/strict"
import { randomUUID } from "node:crypto"
import { test } from "node:test"
import { RequestKey } from "../../../db/request-key.ts"
import { StaffAction } from "../../../db/staff-action.ts"
import { Voucher } from "../../../db/voucher.ts"
import { VoucherBatch } from "../../../db/voucher-batch.ts"
import { closeExpiredVouchers } from "../../../server/jobs/close-expired-vouchers.ts"
import { forEachDatabase } from "../../kit/databases.ts"
import { balanceOf, differencesIn, makeVouchers, redeem, voucherRequest } from "../../kit/money.ts"
import { connectAdmin, connectMember, listIn, logIn } from "../../kit/people.ts"
import { startServer, type TestServer } from "../../kit/server.ts"
import { asObject } from "../../kit/shapes.ts"

const generous = { voucherTriesPerHour: 10_000, maxConnectionsPerAddress: 200 }
/** Well formed, and nobody's. */
const noCode = "2222-2222-2222-2222"

function expire(server: TestServer, batchId: number): Promise<unknown> {
  const expire_time = new Date(Date.now() - 60_000)
  return server.running.app.database.run(async () => {
    await VoucherBatch.update({ id: batchId }, { expire_time })
    await Voucher.update({ batch_id: batchId }, { expire_time })
  })
}

function runJob(server: TestServer): Promise<void> {
  const { database, log } = server.running.app
  return database.run(() => closeExpiredVouchers({ log }).run(new AbortController().signal))
}

forEachDatabase((kit) => {
  test("a voucher's value goes to the account of whoever redeems it, out of the vouchers' account", async () => {
    await using server = await startServer({}, kit)
    const admin = await connectAdmin(server)
    const member = await connectMember(server)
    const { codes } = await makeVouchers(admin, { value_fen: 2500, count: 3, note: "spring" })
    assert.equal(await balanceOf(server, "vouchers"), 7500)
    assert.equal(await balanceOf(server, "adjustments"), -7500)
    const reply = await redeem(member, codes[0] ?? "")
    const { value_fen, vip_days, balance_fen, vip_until } = reply
    assert.deepEqual([value_fen, vip_days, balance_fen, vip_until], [2500, null, 12_500, null])
    assert.equal(await balanceOf(server, "vouchers"), 5000)
    assert.deepEqual(await differencesIn(admin), [])
  })

  test("a voucher of days makes a VIP, and books nothing", async () => {
    await using server = await startServer({}, kit)
    const admin = await connectAdmin(server)
    const member = await connectMember(server)
    const { codes } = await makeVouchers(admin, { vip_days: 30, count: 2 })
    for (const [index, code] of codes.entries()) {
      const { vip_days, value_fen, vip_until } = await redeem(member, code)
      assert.deepEqual([vip_days, value_fen], [30, null])
      const days = (Date.parse(String(vip_until)) - Date.now()) / 86_400_000
      assert.ok(Math.abs(days - 30 * (index + 1)) < 0.01, String(days))
    }
    assert.equal(await balanceOf(server, "vouchers"), 0)
    assert.deepEqual(await differencesIn(admin), [])
  })

  test("a batch of 1,000 has a thousand different codes, of which only hashes are kept", async () => {
    await using server = await startServer({}, kit)
    const admin = await connectAdmin(server)
    const { codes, batchId } = await makeVouchers(admin, { value_fen: 100, count: 1000 })
    assert.equal(new Set(codes).size, 1000)
    for (const code of codes) assert.match(code, /^[2-9A-HJKMNP-Z]{4}(-[2-9A-HJKMNP-Z]{4}){3}$/)
    const { stored, keys } = await server.running.app.database.run(async () => ({
      stored: await Voucher.select({ batch_id: batchId }),
      keys: await RequestKey.select(),
    }))
    assert.equal(stored.length, 1000)
    const kept = JSON.stringify([stored, keys])
    for (const code of codes) assert.ok(!kept.includes(code) && !kept.includes(code.replaceAll("-", "")))
    await admin.fails("BAD_FIELD", voucherRequest({ value_fen: 100, count: 1001 }))
    assert.deepEqual(await differencesIn(admin), [])
  })

  test("a repeat of a lost request gets the same codes, and makes no other batch; another seed gets none", async () => {
    await using server = await startServer({}, kit)
    const admin = await connectAdmin(server)
    const request = voucherRequest({ value_fen: 100, count: 5 })
    const [first, second] = [await admin.ok(request), await admin.ok(request)]
    assert.deepEqual(second, first)
    assert.equal(await balanceOf(server, "vouchers"), 500)
    await admin.fails("KEY_REUSED", { ...request, seed: "0".repeat(64) })
    await admin.fails("KEY_REUSED", { ...request, value_fen: 200 })
    const other = await admin.ok({ ...request, request_key: randomUUID() })
    assert.notDeepEqual(other.codes, first.codes, "the seed alone doesn't tell the codes")
  })

  test("a batch takes a value or days, not both, not neither, and no end that is over", async () => {
    await using server = await startServer({}, kit)
    const admin = await connectAdmin(server)
    for (const fields of [
      {},
      { value_fen: 1, vip_days: 1 },
      { value_fen: 0 },
      { vip_days: 0 },
      { value_fen: 10_000_001 },
      { value_fen: 1, seed: "abc" },
      { value_fen: 1, count: 0 },
      { value_fen: 1, expire_time: new Date(Date.now() - 1000).toISOString() },
    ]) {
      await admin.fails("BAD_FIELD", voucherRequest(fields))
    }
    assert.equal(await balanceOf(server, "vouchers"), 0)
  })

  test("a mistyped code is told from one that isn't there, and is no guess", async () => {
    await using server = await startServer({ voucherTriesPerHour: 4 }, kit)
    const admin = await connectAdmin(server)
    const member = await connectMember(server)
    const { codes } = await makeVouchers(admin, { value_fen: 100 })
    const [code = ""] = codes
    for (const typed of [`${code.slice(0, -1)}0`, code.slice(1), `${code}2`, "hello", "O".repeat(16)])
      assert.equal((await redeem(member, typed)).code, "VOUCHER_MISTYPED")
    assert.equal((await redeem(member, noCode)).code, "NO_SUCH_VOUCHER")
    const typed = ` ${code.toLowerCase().replaceAll("-", " ")} `
    assert.equal((await redeem(member, typed)).value_fen, 100)
  })

  test("whoever has redeemed a voucher is told so; of what others did nothing is told", async () => {
    await using server = await startServer({}, kit)
    const admin = await connectAdmin(server)
    const member = await connectMember(server)
    const other = await connectMember(server, "other")
    const { codes, batchId } = await makeVouchers(admin, { value_fen: 100, count: 2 })
    const [used = "", revoked = ""] = codes
    await redeem(member, used)
    assert.equal((await redeem(member, used)).code, "VOUCHER_USED")
    assert.equal((await redeem(other, used)).code, "NO_SUCH_VOUCHER")
    await admin.ok({ type: "revoke_vouchers", batch_id: batchId })
    assert.equal((await redeem(other, revoked)).code, "NO_SUCH_VOUCHER")
  })

  test("a repeat with its key is answered as the first time, and never counts as a try", async () => {
    await using server = await startServer({ voucherTriesPerHour: 1 }, kit)
    const admin = await connectAdmin(server)
    const member = await connectMember(server)
    const { codes } = await makeVouchers(admin, { value_fen: 100, count: 2 })
    const [code = "", next = ""] = codes
    const key = randomUUID()
    const first = await redeem(member, code, key)
    assert.equal((await redeem(member, noCode)).code, "NO_SUCH_VOUCHER")
    assert.equal((await redeem(member, next)).code, "TOO_MANY_TRIES")
    assert.deepEqual(await redeem(member, code, key), first)
    assert.equal((await redeem(member, next, key)).code, "KEY_REUSED")
  })

  test("wrong codes are held up by account and by address, with the seconds to wait; right ones don't count", async () => {
    await using server = await startServer({ voucherTriesPerHour: 4 }, kit)
    const admin = await connectAdmin(server)
    const member = await connectMember(server)
    const { codes } = await makeVouchers(admin, { value_fen: 100, count: 9 })
    for (const code of codes.slice(0, 8)) assert.equal((await redeem(member, code)).code, 0)
    let tries = 0
    let reply = await redeem(member, noCode)
    for (; reply.code === "NO_SUCH_VOUCHER"; reply = await redeem(member, noCode)) tries++
    assert.equal(reply.code, "TOO_MANY_TRIES")
    assert.ok(tries > 0 && tries <= 4, String(tries))
    assert.ok(Number(reply.seconds) > 0 && Number(reply.seconds) <= 3600)
    const same = await connectMember(server, "same address")
    assert.equal((await redeem(same, codes[8] ?? "")).code, "TOO_MANY_TRIES")
    const elsewhere = await server.connect({ from: "127.0.0.2" })
    await logIn(elsewhere, "member")
    assert.equal((await redeem(elsewhere, codes[8] ?? "")).code, "TOO_MANY_TRIES")
    await logIn(elsewhere, "same address")
    assert.equal((await redeem(elsewhere, codes[8] ?? "")).code, 0)
  })

  test("of fifty connections that redeem one voucher one gets it", async () => {
    await using server = await startServer(generous, kit)
    const admin = await connectAdmin(server)
    const names = ["a", "b", "c", "d", "e"]
    for (const name of names) await connectMember(server, name)
    const peers = await Promise.all(Array.from({ length: 50 }, () => server.connect()))
    await Promise.all(peers.map((peer, index) => logIn(peer, names[index % names.length] ?? "")))
    for (const worth of [{ value_fen: 700 }, { vip_days: 9 }]) {
      const { codes } = await makeVouchers(admin, worth)
      const replies = await Promise.all(peers.map((peer) => redeem(peer, codes[0] ?? "")))
      const winners = replies.filter(({ code }) => code === 0)
      assert.equal(winners.length, 1)
      const others = new Set(replies.filter(({ flag }) => !flag).map(({ code }) => code))
      assert.ok([...others].every((code) => code === "NO_SUCH_VOUCHER" || code === "VOUCHER_USED"))
    }
    assert.equal(await balanceOf(server, "vouchers"), 0)
    assert.deepEqual(await differencesIn(admin), [])
  })

  test("vouchers that are redeemed while their batch is revoked, or expires, count once: here or there", async () => {
    await using server = await startServer(generous, kit)
    const admin = await connectAdmin(server)
    const member = await connectMember(server)
    const peers = await Promise.all(Array.from({ length: 8 }, () => server.connect()))
    for (const peer of peers) await logIn(peer, "member")
    for (let round = 0; round < 4; round++) {
      const before = Number((await member.ok({ type: "list_statement", limit: 1 })).balance_fen)
      const { codes, batchId } = await makeVouchers(admin, { value_fen: 10, count: 8 })
      const ended =
        round % 2 === 0
          ? admin.ok({ type: "revoke_vouchers", batch_id: batchId })
          : expire(server, batchId).then(() => runJob(server))
      const replies = await Promise.all(peers.map((peer, index) => redeem(peer, codes[index] ?? "")))
      await ended
      const won = replies.filter(({ code }) => code === 0).length
      const now = Number((await member.ok({ type: "list_statement", limit: 1 })).balance_fen)
      assert.equal(now - before, won * 10)
      assert.equal(await balanceOf(server, "vouchers"), 0)
      assert.deepEqual(await differencesIn(admin), [])
    }
  })

  test("an expired batch is booked back once, whoever looks at the same moment, and its vouchers say that they expired", async () => {
    await using server = await startServer({}, kit)
    const admin = await connectAdmin(server)
    const member = await connectMember(server)
    const expire_time = new Date(Date.now() + 86_400_000).toISOString()
    const { codes, batchId } = await makeVouchers(admin, { value_fen: 100, count: 3, expire_time })
    await runJob(server)
    assert.equal((await redeem(member, codes[0] ?? "")).code, 0)
    await expire(server, batchId)
    assert.equal((await redeem(member, codes[1] ?? "")).code, "VOUCHER_EXPIRED")
    await Promise.all([1, 2, 3].map(() => runJob(server)))
    assert.equal(await balanceOf(server, "vouchers"), 0)
    assert.equal(await balanceOf(server, "adjustments"), -100)
    assert.equal((await redeem(member, codes[1] ?? "")).code, "VOUCHER_EXPIRED")
    assert.equal((await admin.ok({ type: "revoke_vouchers", batch_id: batchId })).revoked, 0)
    assert.deepEqual(await differencesIn(admin), [])
  })

  test("batches are listed newest first with what became of them, and a batch tells by whom it was used", async () => {
    await using server = await startServer({}, kit)
    const admin = await connectAdmin(server)
    const member = await connectMember(server)
    const one = await makeVouchers(admin, { value_fen: 100, count: 2, note: "one" })
    const two = await makeVouchers(admin, { vip_days: 7, count: 1 })
    const three = await makeVouchers(admin, { value_fen: 5, count: 4 })
    await redeem(member, one.codes[1] ?? "")
    await redeem(member, two.codes[0] ?? "")
    assert.equal((await admin.ok({ type: "revoke_vouchers", batch_id: three.batchId })).revoked, 4)
    assert.equal((await admin.ok({ type: "revoke_vouchers", batch_id: three.batchId })).revoked, 0)
    const first = await admin.ok({ type: "list_voucher_batches", limit: 2 })
    const rest = await admin.ok({ type: "list_voucher_batches", limit: 2, before_id: first.next_before_id })
    const batches = [...listIn(first, "batches"), ...listIn(rest, "batches")].map(asObject)
    assert.deepEqual(
      batches.map(({ id, value_fen, vip_days, voucher_count, used_count, state, note, issuer }) => [
        id,
        value_fen ?? vip_days,
        voucher_count,
        used_count,
        state,
        note,
        issuer,
      ]),
      [
        [three.batchId, 5, 4, 0, "revoked", "", "admin"],
        [two.batchId, 7, 1, 1, "used_up", "", "admin"],
        [one.batchId, 100, 2, 1, "open", "one", "admin"],
      ],
    )
    assert.equal(rest.next_before_id, null)
    const shown = await admin.ok({ type: "show_voucher_batch", batch_id: one.batchId })
    const used = listIn(shown, "used").map(asObject)
    assert.deepEqual(
      used.map(({ user_name }) => user_name),
      ["member"],
    )
    assert.ok(!JSON.stringify(shown).includes(one.codes[1] ?? ""))
    for (const type of ["show_voucher_batch", "revoke_vouchers"])
      await admin.fails("NO_SUCH_BATCH", { type, batch_id: 999 })
    const actions = await server.running.app.database.run(() => StaffAction.select({}, { orderBy: "id" }))
    assert.deepEqual(
      actions
        .map(({ action, target }) => [action, target])
        .filter(([action]) => action?.includes("vouchers")),
      [
        ["make_vouchers", `voucher batch ${one.batchId}`],
        ["make_vouchers", `voucher batch ${two.batchId}`],
        ["make_vouchers", `voucher batch ${three.batchId}`],
        ["revoke_vouchers", `voucher batch ${three.batchId}`],
      ],
    )
  })
})
