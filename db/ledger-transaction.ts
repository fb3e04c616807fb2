import { choice, id, integer, references, timestamp, varchar } from "../orm/field.ts"
import { model } from "../orm/model.ts"

/** What a transaction of the ledger is for. */
export const transactionKinds = [
  "film",
  "vip",
  "voucher_batch",
  "voucher",
  "voucher_end",
  "credit",
  "gift",
  "adjustment",
  "refund",
  "closing",
] as const

/** Money that moved, for one reason, at one moment: its entries sum to zero. Never changed or erased. */
export class LedgerTransaction extends model("ledger_transaction", {
  id: id(),
  kind: choice(transactionKinds),
  memo: varchar(255),
  /** The member whom it is about. */
  user_id: references("user", { nullable: true }),
  /** Who of the staff did it. */
  actor_id: references("user", { nullable: true }),
  /** What it undoes; a transaction is undone once. */
  reverses_id: references("ledger_transaction", { nullable: true }),
  movie_id: references("movie", { nullable: true }),
  /** Days of VIP that it brought. */
  vip_days: integer({ nullable: true }),
  create_time: timestamp({ default: "now" }),
}) {}
