import { auditHelp, auditTexts } from "../../interface/text/client/audit.ts"
import { columnTexts } from "../../interface/text/client/columns.ts"
import { wordTexts } from "../../interface/text/client/words.ts"
import type { Text } from "../../interface/text/locale.ts"
import { type Command, command } from "../cli/command.ts"
import type { Job } from "../cli/job.ts"
import type { Answer } from "../remote.ts"
import { keepTrying } from "../transfer/keep-trying.ts"
import { Trouble } from "../trouble.ts"

type Page = Answer<"check_books">
type Difference = Page["differences"][number]
type Audit = { readonly rows: number; readonly differences: readonly Difference[] }

const patienceS = 60

const partTexts: Readonly<Record<Page["part"], Text>> = {
  accounts: auditTexts.partAccounts,
  entries: auditTexts.partEntries,
  transactions: auditTexts.partTransactions,
  purchases: auditTexts.partPurchases,
  vouchers: auditTexts.partVouchers,
  batches: auditTexts.partBatches,
  payments: auditTexts.partPayments,
  users: auditTexts.partUsers,
  totals: auditTexts.partTotals,
}

const kindTexts: Readonly<Record<Difference["kind"], Text>> = {
  kept_balance: auditTexts.differsKeptBalance,
  running_balance: auditTexts.differsRunningBalance,
  below_zero: auditTexts.differsBelowZero,
  entry_transaction: auditTexts.differsEntryTransaction,
  entry_account: auditTexts.differsEntryAccount,
  not_zero: auditTexts.differsNotZero,
  purchase_missing: auditTexts.differsPurchaseMissing,
  purchase_unpaid: auditTexts.differsPurchaseUnpaid,
  purchase_price: auditTexts.differsPurchasePrice,
  purchase_movie: auditTexts.differsPurchaseMovie,
  purchase_user: auditTexts.differsPurchaseUser,
  voucher_missing: auditTexts.differsVoucherMissing,
  voucher_booking: auditTexts.differsVoucherBooking,
  batch_count: auditTexts.differsBatchCount,
  batch_value: auditTexts.differsBatchValue,
  batch_end: auditTexts.differsBatchEnd,
  payment_missing: auditTexts.differsPaymentMissing,
  payment_booking: auditTexts.differsPaymentBooking,
  no_account: auditTexts.differsNoAccount,
  vouchers_unused: auditTexts.differsVouchersUnused,
}

/** Has the server go through all of the books, a page at a time, and tells how far it is whenever another part begins. */
async function checkAll({ remote, signal, note, say }: Job): Promise<Audit> {
  const differences: Difference[] = []
  let rows = 0
  let place: Page["next"] = null
  let told: string | undefined
  do {
    const at: { place?: NonNullable<Page["next"]> } = place === null ? {} : { place }
    const page: Page = await keepTrying(remote, { patienceS, signal }, () =>
      remote.call("check_books", at, { signal }),
    )
    if (page.part !== told) note(say(auditTexts.auditing, { part: say(partTexts[page.part]), rows }))
    told = page.part
    differences.push(...page.differences)
    rows += page.rows
    // A server that goes round in circles would keep us for ever.
    if (page.next !== null && JSON.stringify(page.next) === JSON.stringify(place))
      throw new Trouble("NOT_REELWIRE")
    place = page.next
  } while (place !== null)
  return { rows, differences }
}

/** Checks that the books balance, and names whatever doesn't. */
export const audit: Command = command<object, Audit>({
  name: "audit",
  doc: auditHelp.audit,
  title: auditTexts.menuAudit,
  needsLogin: true,
  params: {},
  run: checkAll,
  print: ({ rows, differences }, { line, table }, { say }) => {
    if (differences.length === 0) return line(say(auditTexts.booksBalance, { rows }))
    const none = say(wordTexts.none)
    table(
      [
        { head: say(columnTexts.headProblem), wraps: true },
        { head: say(auditTexts.headWhere) },
        { head: say(auditTexts.headExpected), align: "right" },
        { head: say(auditTexts.headFound), align: "right" },
      ],
      differences.map(({ kind, target, expected, found }) => [
        say(kindTexts[kind]),
        target,
        expected ?? none,
        found ?? none,
      ]),
    )
  },
  trouble: ({ differences }) =>
    differences.length === 0 ? undefined : new Trouble("BOOKS_DIFFER", { count: differences.length }),
})
