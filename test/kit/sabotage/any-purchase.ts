import * as real from "../../../db/migrations/all.ts"
import { id, int64, references, timestamp } from "../../../orm/field.ts"
import { createTable, migration, sqlStep } from "../../../orm/migration.ts"

const drop = "DROP TABLE `purchase`"

/** Purchases without UNIQUE (user, film). */
export const migrations: typeof real.migrations = [
  ...real.migrations,
  migration("9999-any-purchase", [
    sqlStep({ sqlite: drop, mysql: drop }),
    createTable("purchase", {
      id: id(),
      user_id: references("user"),
      movie_id: references("movie"),
      price_fen: int64(),
      transaction_id: references("ledger_transaction"),
      create_time: timestamp({ default: "now" }),
    }),
  ]),
]
