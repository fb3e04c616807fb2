import { choice, id, int64, integer, json, references, timestamp, varchar } from "../../orm/field.ts"
import { addColumn, createTable, migration, seed, sqlStep } from "../../orm/migration.ts"

/** The ledger with its accounts, prices, purchases, vouchers, payments, and the keys of requests that are done once. */
export const money = migration("0004-money", [
  addColumn("movie", "price_fen", integer({ nullable: true })),
  addColumn("movie", "price_vip_fen", integer({ nullable: true })),
  addColumn("movie", "offer_fen", integer({ nullable: true })),
  addColumn("movie", "offer_from", timestamp({ nullable: true })),
  addColumn("movie", "offer_until", timestamp({ nullable: true })),
  createTable(
    "account",
    {
      id: id(),
      name: varchar(64),
      user_id: references("user", { nullable: true }),
      balance_fen: int64({ default: 0n }),
      create_time: timestamp({ default: "now" }),
    },
    { unique: [["name"], ["user_id"]] },
  ),
  ...["revenue:film", "revenue:vip", "vouchers", "payments", "adjustments", "gifts"].map((name) =>
    seed("account", { name }),
  ),
  sqlStep({
    sqlite: "INSERT INTO `account` (`name`, `user_id`) SELECT 'member:' || `id`, `id` FROM `user`",
    mysql: "INSERT INTO `account` (`name`, `user_id`) SELECT CONCAT('member:', `id`), `id` FROM `user`",
  }),
  createTable(
    "ledger_transaction",
    {
      id: id(),
      kind: choice([
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
      ]),
      memo: varchar(255),
      user_id: references("user", { nullable: true }),
      actor_id: references("user", { nullable: true }),
      reverses_id: references("ledger_transaction", { nullable: true }),
      movie_id: references("movie", { nullable: true }),
      vip_days: integer({ nullable: true }),
      create_time: timestamp({ default: "now" }),
    },
    {
      unique: [["reverses_id"]],
      indexes: [
        ["kind", "id"],
        ["user_id", "id"],
        ["create_time", "id"],
      ],
    },
  ),
  createTable(
    "ledger_entry",
    {
      id: id(),
      transaction_id: references("ledger_transaction"),
      account_id: references("account"),
      amount_fen: int64(),
      balance_fen: int64(),
    },
    { unique: [["transaction_id", "account_id"]], indexes: [["account_id", "id"]] },
  ),
  createTable(
    "purchase",
    {
      id: id(),
      user_id: references("user"),
      movie_id: references("movie"),
      price_fen: int64(),
      transaction_id: references("ledger_transaction"),
      create_time: timestamp({ default: "now" }),
    },
    { unique: [["user_id", "movie_id"], ["transaction_id"]], indexes: [["movie_id", "id"]] },
  ),
  createTable(
    "request_key",
    {
      id: id(),
      user_id: references("user"),
      request_key: varchar(64),
      request_hash: varchar(64),
      reply: json({ nullable: true }),
      create_time: timestamp({ default: "now" }),
    },
    { unique: [["user_id", "request_key"]], indexes: [["create_time"]] },
  ),
  createTable(
    "voucher_batch",
    {
      id: id(),
      value_fen: int64({ nullable: true }),
      vip_days: integer({ nullable: true }),
      voucher_count: integer(),
      expire_time: timestamp({ nullable: true }),
      note: varchar(255),
      issuer_id: references("user"),
      create_time: timestamp({ default: "now" }),
      revoke_time: timestamp({ nullable: true }),
      close_time: timestamp({ nullable: true }),
    },
    { indexes: [["close_time", "expire_time"]] },
  ),
  createTable(
    "voucher",
    {
      id: id(),
      batch_id: references("voucher_batch"),
      code_hash: varchar(64),
      expire_time: timestamp({ nullable: true }),
      revoke_time: timestamp({ nullable: true }),
      use_time: timestamp({ nullable: true }),
      user_id: references("user", { nullable: true }),
      transaction_id: references("ledger_transaction", { nullable: true }),
    },
    { unique: [["code_hash"]], indexes: [["batch_id", "use_time"]] },
  ),
  createTable(
    "payment",
    {
      id: id(),
      reference: varchar(128),
      user_id: references("user"),
      amount_fen: int64(),
      transaction_id: references("ledger_transaction"),
      create_time: timestamp({ default: "now" }),
    },
    { unique: [["reference"]] },
  ),
])
