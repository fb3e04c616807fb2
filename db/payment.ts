import { id, int64, references, timestamp, varchar } from "../orm/field.ts"
import { model } from "../orm/model.ts"

/** Money that a payment gateway says came in for a member; its reference is the gateway's own, and counts once. */
export class Payment extends model("payment", {
  id: id(),
  reference: varchar(128),
  /** SHA-256 of what was signed: a repeat says the same. */
  request_hash: varchar(64),
  user_id: references("user"),
  amount_fen: int64(),
  transaction_id: references("ledger_transaction"),
  create_time: timestamp({ default: "now" }),
}) {}
