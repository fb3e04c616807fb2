import { id, int64, integer, references, timestamp, varchar } from "../orm/field.ts"
import { model } from "../orm/model.ts"

/** Vouchers that were made together, each worth money or days of VIP. */
export class VoucherBatch extends model("voucher_batch", {
  id: id(),
  /** One of the two. */
  value_fen: int64({ nullable: true }),
  vip_days: integer({ nullable: true }),
  voucher_count: integer(),
  expire_time: timestamp({ nullable: true }),
  note: varchar(255),
  issuer_id: references("user"),
  create_time: timestamp({ default: "now" }),
  revoke_time: timestamp({ nullable: true }),
  /** When what expired or was revoked was booked back. */
  close_time: timestamp({ nullable: true }),
  /** What booked their value, and what booked the rest back; null where they are worth days of VIP, or nothing was left. */
  transaction_id: references("ledger_transaction", { nullable: true }),
  close_transaction_id: references("ledger_transaction", { nullable: true }),
}) {}
