import { z } from "zod"
import { count } from "../fields.ts"
import { message } from "../message.ts"
import { checkAccounts } from "../money/books/check-accounts.ts"
import { checkBatches } from "../money/books/check-batches.ts"
import { checkEntries } from "../money/books/check-entries.ts"
import { checkPayments } from "../money/books/check-payments.ts"
import { checkPurchases } from "../money/books/check-purchases.ts"
import { checkTotals } from "../money/books/check-totals.ts"
import { checkTransactions } from "../money/books/check-transactions.ts"
import { checkUsers } from "../money/books/check-users.ts"
import { checkVouchers } from "../money/books/check-vouchers.ts"
import {
  type BookPage,
  type BookPart,
  type BookPlace,
  bookParts,
  bookPlace,
  difference,
} from "../money/books/difference.ts"

const checks: Readonly<Record<BookPart, (place: BookPlace, limit: number) => Promise<BookPage>>> = {
  accounts: checkAccounts,
  entries: checkEntries,
  transactions: checkTransactions,
  purchases: checkPurchases,
  vouchers: checkVouchers,
  batches: checkBatches,
  payments: checkPayments,
  users: checkUsers,
  totals: checkTotals,
}

/** check_books: whether the ledger, the balances and what was sold for them agree. */
export const checkBooks = message(
  "check_books",
  {
    doc: "Compares the ledger with itself and with what was sold, a page at a time: entries of a transaction sum to zero, balances are the sums of their entries and no member's is below zero, purchases, vouchers and payments are booked as they were. Nothing that is bought meanwhile is taken for a difference.",
    access: "cashier",
    request: {
      place: bookPlace.optional().describe("`next` of the page before; nothing for the first page"),
      limit: z.int().min(1).max(1000).default(500).describe("rows that are looked at"),
    },
    reply: {
      part: z.enum(bookParts).describe("what this page was about"),
      rows: count.describe("rows that were looked at"),
      differences: z.array(difference),
      next: bookPlace.nullable().describe("null where all is done"),
    },
    done: { en: "These books were checked.", zh: "账目核对完成" },
    fails: [],
  },
  async (_, { place = { part: bookParts[0], id: 0 }, limit }) => {
    const { part } = place
    const { differences, rows, next } = await checks[part](place, limit)
    return { part, rows, differences: [...differences], next: next ?? after(part) }
  },
)

function after(part: BookPart): BookPlace | null {
  const next = bookParts[bookParts.indexOf(part) + 1]
  return next === undefined ? null : { part: next, id: 0 }
}
