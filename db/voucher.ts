import { id, references, timestamp, varchar } from "../orm/field.ts"
import { model } from "../orm/model.ts"

/** A voucher, kept as the SHA-256 of its code; what its batch says of its end stands here too, for one conditional update. */
export class Voucher extends model("voucher", {
  id: id(),
  batch_id: references("voucher_batch"),
  code_hash: varchar(64),
  expire_time: timestamp({ nullable: true }),
  revoke_time: timestamp({ nullable: true }),
  use_time: timestamp({ nullable: true }),
  user_id: references("user", { nullable: true }),
  transaction_id: references("ledger_transaction", { nullable: true }),
}) {}
