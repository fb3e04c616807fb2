import { id, int64, references } from "../orm/field.ts"
import { model } from "../orm/model.ts"

/** What a transaction added to an account, or took from it, in fen. Never changed or erased. */
export class LedgerEntry extends model("ledger_entry", {
  id: id(),
  transaction_id: references("ledger_transaction"),
  account_id: references("account"),
  amount_fen: int64(),
  /** The account's balance after it. */
  balance_fen: int64(),
}) {}
