import { clientTexts } from "../../interface/text/client.ts"
import { helpTexts } from "../../interface/text/client-help.ts"
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
  accounts: clientTexts.partAccounts,
  entries: clientTexts.partEntries,
  transactions: clientTexts.partTransactions,
  purchases: clientTexts.partPurchases,
  vouchers: clientTexts.partVouchers,
  batches: clientTexts.partBatches,
  payments: clientTexts.partPayments,
  users: clientTexts.partUsers,
  totals: clientTexts.partTotals,
}

const kindTexts: Readonly<Record<Difference["kind"], Text>> = {
  kept_balance: clientTexts.differsKeptBalance,
  running_balance: clientTexts.differsRunningBalance,
  below_zero: clientTexts.differsBelowZero,
  entry_transaction: clientTexts.differsEntryTransaction,
  entry_account: clientTexts.differsEntryAccount,
  not_zero: clientTexts.differsNotZero,
  purchase_missing: clientTexts.differsPurchaseMissing,
  purchase_unpaid: clientTexts.differsPurchaseUnpaid,
  purchase_price: clientTexts.differsPurchasePrice,
  purchase_movie: clientTexts.differsPurchaseMovie,
  purchase_user: clientTexts.differsPurchaseUser,
  voucher_missing: clientTexts.differsVoucherMissing,
  voucher_booking: clientTexts.differsVoucherBooking,
  batch_count: clientTexts.differsBatchCount,
  batch_value: clientTexts.differsBatchValue,
  batch_end: clientTexts.differsBatchEnd,
  payment_missing: clientTexts.differsPaymentMissing,
  payment_booking: clientTexts.differsPaymentBooking,
  no_account: clientTexts.differsNoAccount,
  vouchers_unused: clientTexts.differsVouchersUnused,
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
    if (page.part !== told) note(say(clientTexts.auditing, { part: say(partTexts[page.part]), rows }))
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
  doc: helpTexts.audit,
  title: clientTexts.menuAudit,
  needsLogin: true,
  params: {},
  run: checkAll,
  print: ({ rows, differences }, { line, table }, { say }) => {
    if (differences.length === 0) return line(say(clientTexts.booksBalance, { rows }))
    const none = say(clientTexts.none)
    table(
      [
        { head: say(clientTexts.headProblem), wraps: true },
        { head: say(clientTexts.headWhere) },
        { head: say(clientTexts.headExpected), align: "right" },
        { head: say(clientTexts.headFound), align: "right" },
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
