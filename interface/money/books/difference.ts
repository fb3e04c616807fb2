import { z } from "zod"
import { count, rowId } from "../../fields.ts"

/** The parts that the books are gone through in, in this order. */
export const bookParts = [
  "accounts",
  "entries",
  "transactions",
  "purchases",
  "vouchers",
  "batches",
  "payments",
  "users",
  "totals",
] as const

/** One of them. */
export type BookPart = (typeof bookParts)[number]

/** The ways in which the books can be wrong. */
const differenceKinds = [
  "kept_balance",
  "running_balance",
  "below_zero",
  "entry_transaction",
  "entry_account",
  "not_zero",
  "purchase_missing",
  "purchase_unpaid",
  "purchase_price",
  "purchase_movie",
  "purchase_user",
  "voucher_missing",
  "voucher_booking",
  "batch_count",
  "batch_value",
  "batch_end",
  "payment_missing",
  "payment_booking",
  "no_account",
  "vouchers_unused",
] as const

/** One thing that is wrong: what, in which row, what should be there and what is. */
export const difference = z.object({
  kind: z.enum(differenceKinds),
  target: z.string().describe('"account member:12", "transaction 7", "purchase 3", "voucher 9", …'),
  expected: z.string().nullable().describe("a whole number; null for nothing"),
  found: z.string().nullable(),
})

/** The same as a type. */
export type Difference = z.output<typeof difference>

/** Where a check of the books goes on. */
export const bookPlace = z.object({
  part: z.enum(bookParts),
  id: count.describe("the last row of the part that is done; 0 at its beginning"),
  entry_id: rowId().optional().describe("within the account after it: the last entry that is done"),
  sum_fen: z
    .string()
    .regex(/^-?\d{1,19}$/)
    .optional()
    .describe("what that account's entries up to there sum to"),
  balance_fen: z
    .string()
    .regex(/^-?\d{1,19}$/)
    .optional()
    .describe("its balance after them"),
})

/** The same as a type. */
export type BookPlace = z.output<typeof bookPlace>

/** What looking at some rows of a part came to; without `next` the part is done. */
export type BookPage = {
  readonly differences: readonly Difference[]
  readonly rows: number
  readonly next: BookPlace | undefined
}

/** A number out of a database's answer as a text: exact, whatever form it came in; null for nothing. */
export function exact(value: unknown): string | null {
  return value === null || value === undefined ? null : String(value)
}

/** A difference where two numbers are not the same. */
export function compared(
  kind: Difference["kind"],
  target: string,
  expected: string | null,
  found: string | null,
): Difference[] {
  return expected === found ? [] : [{ kind, target, expected, found }]
}
