import { id, int64, references, timestamp } from "../orm/field.ts"
import { model } from "../orm/model.ts"

/** A film that a member bought, for ever. */
export class Purchase extends model("purchase", {
  id: id(),
  user_id: references("user"),
  movie_id: references("movie"),
  price_fen: int64(),
  transaction_id: references("ledger_transaction"),
  create_time: timestamp({ default: "now" }),
}) {}
