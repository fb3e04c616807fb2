import { id, int64, references, timestamp, varchar } from "../orm/field.ts"
import { model } from "../orm/model.ts"

/**
 * An account of the ledger. Its balance is the sum of its entries, kept beside them. A member's is what the house owes
 * them and never below zero; revenue's is what was earned; that of payments is what came from outside, negative.
 */
export class Account extends model("account", {
  id: id(),
  /** "member:12", or one of the house's. */
  name: varchar(64),
  user_id: references("user", { nullable: true }),
  balance_fen: int64({ default: 0n }),
  create_time: timestamp({ default: "now" }),
}) {}

/** The accounts of the house; the migration makes them. */
export const houseAccounts = [
  "revenue:film",
  "revenue:vip",
  "vouchers",
  "payments",
  "adjustments",
  "gifts",
] as const

/** The name of a member's account. */
export function memberAccount(userId: number): `member:${number}` {
  return `member:${userId}`
}

/** The name of an account. */
export type AccountName = (typeof houseAccounts)[number] | ReturnType<typeof memberAccount>
