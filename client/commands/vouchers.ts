import { columnTexts } from "../../interface/text/client/columns.ts"
import { voucherHelp, voucherTexts } from "../../interface/text/client/vouchers.ts"
import { wordTexts } from "../../interface/text/client/words.ts"
import { askValue } from "../cli/ask-value.ts"
import { type Command, command, type Printer } from "../cli/command.ts"
import { confirmed, type Job } from "../cli/job.ts"
import { allUsedVouchers, allVoucherBatches, type UsedVoucher, type VoucherBatch } from "../cli/pages.ts"
import { argument } from "../cli/param.ts"
import { rowNumber } from "../cli/readers.ts"
import { formatPrice, formatTime } from "../terminal/format.ts"

const stateTexts = {
  open: voucherTexts.batchOpen,
  used_up: voucherTexts.batchUsedUp,
  expired: voucherTexts.batchExpired,
  revoked: voucherTexts.batchRevoked,
}

function printBatches(batches: readonly VoucherBatch[], { line, table }: Printer, { say }: Job): void {
  if (batches.length === 0) {
    line(say(voucherTexts.noVouchers))
    return
  }
  const none = say(wordTexts.none)
  table(
    [
      { head: say(columnTexts.headId), align: "right" },
      { head: say(voucherTexts.headWorth), align: "right" },
      { head: say(voucherTexts.headUsed), align: "right" },
      { head: say(columnTexts.headState) },
      { head: say(columnTexts.headExpires) },
      { head: say(voucherTexts.headBy) },
      { head: say(voucherTexts.headNote), wraps: true },
    ],
    batches.map(
      ({ id, value_fen, vip_days, used_count, voucher_count, state, expire_time, issuer, note }) => [
        String(id),
        value_fen === null ? say(wordTexts.daysOfVip, { days: vip_days ?? 0 }) : formatPrice(value_fen),
        `${used_count}/${voucher_count}`,
        say(stateTexts[state]),
        expire_time === null ? none : formatTime(expire_time),
        issuer,
        note || none,
      ],
    ),
  )
}

/** Lists the batches of vouchers. */
export const listVouchers: Command = command({
  name: "vouchers list",
  doc: voucherHelp.vouchersList,
  title: voucherTexts.menuVouchersList,
  needsLogin: true,
  params: {},
  run: async ({ remote, signal }) => ({ batches: await allVoucherBatches(remote, signal) }),
  print: ({ batches }, printer, job) => printBatches(batches, printer, job),
})

const id = argument<number>("BATCH", voucherHelp.batchId, rowNumber, {
  ask: askValue(voucherTexts.askBatch, rowNumber),
})

type Shown = { readonly batch: VoucherBatch; readonly used: readonly UsedVoucher[] }

/** Tells by whom a batch's vouchers were used. */
export const showVouchers: Command = command<{ id: number }, Shown>({
  name: "vouchers show",
  doc: voucherHelp.vouchersShow,
  title: voucherTexts.menuVouchersShow,
  needsLogin: true,
  params: { id },
  run: async ({ remote, signal }, values) => {
    const { batch } = await remote.call("show_voucher_batch", { batch_id: values.id, limit: 1 }, { signal })
    return { batch, used: await allUsedVouchers(remote, values.id, signal) }
  },
  print: ({ batch, used }, printer, job) => {
    const { say } = job
    printBatches([batch], printer, job)
    if (used.length === 0) return
    printer.table(
      [
        { head: say(columnTexts.headId), align: "right" },
        { head: say(columnTexts.headTime) },
        { head: say(columnTexts.headName), wraps: true },
        { head: say(voucherTexts.headTransaction), align: "right" },
      ],
      used.map(({ id: voucherId, use_time, user_name, transaction_id }) => [
        String(voucherId),
        formatTime(use_time),
        user_name,
        transaction_id === null ? say(wordTexts.none) : String(transaction_id),
      ]),
    )
  },
})

/** Revokes what is left of a batch. */
export const revokeVouchers: Command = command<{ id: number }, { batch_id: number; revoked: number }>({
  name: "vouchers revoke",
  doc: voucherHelp.vouchersRevoke,
  title: voucherTexts.menuVouchersRevoke,
  needsLogin: true,
  params: { id },
  run: async (job, { id: batch_id }) => {
    await confirmed(job, job.say(voucherTexts.confirmRevoke, { id: batch_id }))
    const { revoked } = await job.remote.call("revoke_vouchers", { batch_id }, job)
    return { batch_id, revoked }
  },
  print: ({ batch_id, revoked }, { line }, { say }) =>
    line(say(voucherTexts.vouchersRevoked, { id: batch_id, count: revoked })),
})
