import { randomBytes } from "node:crypto"
import { ledgerTexts } from "../../interface/text/client/ledger.ts"
import { voucherHelp, voucherTexts } from "../../interface/text/client/vouchers.ts"
import { buyOnce, ofBooking } from "../buying/buy-once.ts"
import { askValue } from "../cli/ask-value.ts"
import { type Command, command } from "../cli/command.ts"
import type { Job } from "../cli/job.ts"
import { argument, option } from "../cli/param.ts"
import { anyText, pointInTime, voucherWorth, type Worth, wholeNumber } from "../cli/readers.ts"
import { csvLine } from "../csv.ts"
import { type Append, withPrivateFile } from "../private-file.ts"
import { Trouble } from "../trouble.ts"

/** What the server makes in one batch. */
const mostOfBatch = 1000

type Order = {
  readonly worth: Worth
  readonly count: number
  readonly expires: string
  readonly note: string
  readonly out: string
}

type Batch = { readonly batch_id: number; readonly count: number }
type Made = {
  readonly batches: readonly Batch[]
  readonly file: string | null
  /** Only where no file has them. */
  readonly codes?: readonly string[]
}

const head = csvLine(["code", "batch", "value_fen", "vip_days", "expires"])

/** Makes one batch, and writes its codes down. */
async function makeBatch(
  job: Job,
  order: Order,
  count: number,
  append: Append,
): Promise<Batch & { codes: string[] }> {
  const { worth, expires, note } = order
  const fields = {
    ...worth,
    count,
    ...(expires === "" ? {} : { expire_time: expires }),
    ...(note === "" ? {} : { note }),
    // With the request's key it brings the same codes again, where a reply is lost.
    seed: randomBytes(32).toString("hex"),
  }
  const { batch_id, codes } = await buyOnce(
    job,
    job.say(voucherTexts.menuVouchersMake),
    (request_key) => job.remote.call("make_vouchers", { ...fields, request_key }, job),
    ofBooking,
  )
  const value = "value_fen" in worth ? [worth.value_fen, null] : [null, worth.vip_days]
  await append(codes.map((code) => csvLine([code, batch_id, ...value, expires])).join(""))
  job.note(job.say(voucherTexts.vouchersMade, { id: batch_id, count }))
  return { batch_id, count, codes }
}

async function makeIntoFile(job: Job, order: Order): Promise<Made> {
  const batches = await withPrivateFile(order.out, async (append) => {
    const made: Batch[] = []
    for (let left = order.count; left > 0; left -= mostOfBatch) {
      const count = Math.min(left, mostOfBatch)
      const { batch_id } = await makeBatch(job, order, count, (text) =>
        append(made.length === 0 ? head + text : text),
      )
      made.push({ batch_id, count })
    }
    return made
  })
  return { batches, file: order.out }
}

/** Makes vouchers, more than a batch has in several, and writes their codes down this once. */
export const makeVouchers: Command = command<Order, Made>({
  name: "vouchers make",
  doc: voucherHelp.vouchersMake,
  title: voucherTexts.menuVouchersMake,
  needsLogin: true,
  params: {
    worth: argument<Worth>("WORTH", voucherHelp.voucherWorth, voucherWorth, {
      ask: askValue<Worth>(voucherTexts.askWorth, voucherWorth),
    }),
    count: option("N", voucherHelp.voucherCount, wholeNumber(1, 10_000, voucherTexts.takesCount), {
      fallback: 1,
      ask: askValue(voucherTexts.askCount, wholeNumber(1, 10_000, voucherTexts.takesCount)),
    }),
    expires: option("TIME", voucherHelp.voucherExpires, pointInTime, {
      fallback: "",
      ask: askValue(voucherTexts.askExpires, pointInTime, { empty: "" }),
    }),
    note: option("TEXT", voucherHelp.voucherNote, anyText, {
      fallback: "",
      ask: askValue(voucherTexts.askNote, anyText, { empty: "" }),
    }),
    out: option("FILE", voucherHelp.voucherOut, anyText, {
      fallback: "",
      ask: askValue(ledgerTexts.askOut, anyText, { empty: "" }),
    }),
  },
  run: async (job, order) => {
    if (order.out !== "") return makeIntoFile(job, order)
    // Of several batches, codes that are already made would be lost with the next failure.
    if (order.count > mostOfBatch) throw new Trouble("MISSING", { what: "--out" })
    const { codes, ...batch } = await makeBatch(job, order, order.count, async (text) =>
      job.tell((head + text).replaceAll("\r\n", "\n").trimEnd()),
    )
    return { batches: [batch], file: null, codes }
  },
  print: ({ file }, _, { note, say }) => {
    if (file !== null) note(say(voucherTexts.codesWritten, { file }))
  },
})
