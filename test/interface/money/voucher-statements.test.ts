import assert from "node:assert/strict"
import { test } from "node:test"
import { Voucher } from "../../../db/voucher.ts"
import { VoucherBatch } from "../../../db/voucher-batch.ts"
import { closeExpiredVouchers } from "../../../server/jobs/close-expired-vouchers.ts"
import { forEachDatabase } from "../../kit/databases.ts"
import { makeVouchers, redeem } from "../../kit/money.ts"
import { connectAdmin, connectMember } from "../../kit/people.ts"
import { startServer } from "../../kit/server.ts"

const clock = { sqlite: "CAST(round(unixepoch('subsec') * 1000) AS INTEGER)", mysql: "CURRENT_TIMESTAMP(3)" }

forEachDatabase((kit) => {
  const now = clock[kit.name]

  test("a voucher is won, revoked and expired by one conditional update each", async () => {
    const seen: string[] = []
    const isUpdate = /^UPDATE `(voucher|voucher_batch)`/
    const onQuery = (sql: string): void => void (isUpdate.test(sql) && seen.push(sql))
    await using server = await startServer({}, kit, { onQuery })
    const admin = await connectAdmin(server)
    const member = await connectMember(server)
    const updates = async (work: () => Promise<unknown>): Promise<string[]> => {
      seen.length = 0
      await work()
      return [...seen]
    }
    const { codes, batchId } = await makeVouchers(admin, { value_fen: 100, count: 2 })
    assert.deepEqual(await updates(() => redeem(member, codes[0] ?? "")), [
      `UPDATE \`voucher\` SET \`use_time\` = ${now}, \`user_id\` = ? WHERE ((\`code_hash\` = ? AND \`use_time\` IS NULL AND \`revoke_time\` IS NULL) AND (((\`expire_time\` IS NULL) OR (\`expire_time\` > ${now}))))`,
      "UPDATE `voucher` SET `transaction_id` = ? WHERE `id` = ?",
    ])
    const unused = `UPDATE \`voucher\` SET \`revoke_time\` = ${now} WHERE \`batch_id\` = ? AND \`use_time\` IS NULL AND \`revoke_time\` IS NULL`
    const booked = "UPDATE `voucher_batch` SET `close_transaction_id` = ? WHERE `id` = ?"
    assert.deepEqual(await updates(() => admin.ok({ type: "revoke_vouchers", batch_id: batchId })), [
      `UPDATE \`voucher_batch\` SET \`close_time\` = ${now}, \`revoke_time\` = ${now} WHERE \`id\` = ? AND \`close_time\` IS NULL`,
      unused,
      booked,
    ])
    const expired = await makeVouchers(admin, { value_fen: 100, count: 2 })
    const { database, log } = server.running.app
    const expire_time = new Date(Date.now() - 60_000)
    await database.run(async () => {
      await VoucherBatch.update({ id: expired.batchId }, { expire_time })
      await Voucher.update({ batch_id: expired.batchId }, { expire_time })
    })
    const run = (): Promise<void> =>
      database.run(() => closeExpiredVouchers({ log }).run(new AbortController().signal))
    assert.deepEqual(await updates(run), [
      `UPDATE \`voucher_batch\` SET \`close_time\` = ${now} WHERE \`id\` = ? AND \`close_time\` IS NULL AND \`expire_time\` <= ${now}`,
      unused,
      booked,
    ])
    assert.deepEqual(await updates(run), [])
  })
})
