import { boolean, choice, id, integer, json, references, timestamp, varchar } from "../../orm/field.ts"
import { addColumn, createIndex, createTable, dropColumn, migration, sqlStep } from "../../orm/migration.ts"

/** Profiles, roles, devices that stay logged in, codes; notices for some; the line for downloads; what the staff did. */
export const members = migration("0003-members", [
  addColumn("user", "role", choice(["admin", "editor", "cashier"], { nullable: true })),
  addColumn("user", "display_name", varchar(64, { nullable: true })),
  addColumn("user", "email", varchar(254, { nullable: true })),
  addColumn("user", "email_time", timestamp({ nullable: true })),
  addColumn("user", "phone", varchar(32, { nullable: true })),
  addColumn("user", "phone_time", timestamp({ nullable: true })),
  addColumn("user", "gender", choice(["female", "male", "other"], { nullable: true })),
  addColumn("user", "vip_until", timestamp({ nullable: true })),
  addColumn("user", "vip_told_before", timestamp({ nullable: true })),
  addColumn("user", "vip_told_after", timestamp({ nullable: true })),
  addColumn("user", "erase_time", timestamp({ nullable: true })),
  createIndex("user", ["email"]),
  createIndex("user", ["phone"]),
  createIndex("user", ["vip_until"]),
  createIndex("user", ["role"]),
  sqlStep({
    sqlite: "UPDATE `user` SET `role` = 'admin' WHERE `user_type` = 'admin'",
    mysql: "UPDATE `user` SET `role` = 'admin' WHERE `user_type` = 'admin'",
  }),
  // A VIP of before paid nothing and had no end: 30 days from now.
  sqlStep({
    sqlite:
      "UPDATE `user` SET `vip_until` = CAST(round(unixepoch('subsec') * 1000) AS INTEGER) + 2592000000 WHERE `is_vip` = 1",
    mysql:
      "UPDATE `user` SET `vip_until` = DATE_ADD(CURRENT_TIMESTAMP(3), INTERVAL 30 DAY) WHERE `is_vip` = 1",
  }),
  dropColumn("user", "is_vip"),
  addColumn("invitation", "role", choice(["user", "admin", "editor", "cashier"], { default: "admin" })),
  createTable(
    "device",
    {
      id: id(),
      user_id: references("user"),
      device_key: varchar(64),
      name: varchar(64),
      series_hash: varchar(64),
      token_hash: varchar(64),
      spent_hash: varchar(64, { nullable: true }),
      create_time: timestamp({ default: "now" }),
      use_time: timestamp({ default: "now" }),
    },
    { unique: [["series_hash"], ["user_id", "device_key"]], indexes: [["use_time"]] },
  ),
  createTable(
    "verification",
    {
      id: id(),
      user_id: references("user"),
      purpose: choice(["email", "phone", "password"]),
      address: varchar(254),
      code_hash: varchar(255),
      token_hash: varchar(64, { nullable: true }),
      tries: integer({ default: 0 }),
      create_time: timestamp({ default: "now" }),
      use_time: timestamp({ nullable: true }),
    },
    {
      unique: [["token_hash"]],
      indexes: [["user_id", "purpose", "create_time"], ["address", "create_time"], ["create_time"]],
    },
  ),
  createTable(
    "staff_action",
    {
      id: id(),
      actor_id: references("user"),
      action: varchar(64),
      target: varchar(128),
      before: json({ nullable: true }),
      after: json({ nullable: true }),
      create_time: timestamp({ default: "now" }),
    },
    {
      indexes: [
        ["actor_id", "id"],
        ["action", "id"],
        ["target", "id"],
      ],
    },
  ),
  addColumn("notice", "audience", choice(["all", "vip", "person"], { default: "all" })),
  addColumn("notice", "user_id", references("user", { nullable: true })),
  addColumn("notice", "from_time", timestamp({ nullable: true })),
  addColumn("notice", "until_time", timestamp({ nullable: true })),
  addColumn("notice", "is_pinned", boolean({ default: false })),
  addColumn("notice", "must_acknowledge", boolean({ default: false })),
  addColumn("notice", "is_system", boolean({ default: false })),
  addColumn("notice", "withdraw_time", timestamp({ nullable: true })),
  createIndex("notice", ["audience", "id"]),
  createIndex("notice", ["audience", "is_pinned", "id"]),
  createIndex("notice", ["audience", "must_acknowledge", "id"]),
  createIndex("notice", ["user_id", "id"]),
  createIndex("notice", ["is_system", "id"]),
  createIndex("notice", ["from_time", "id"]),
  createTable(
    "notice_reading",
    {
      id: id(),
      notice_id: references("notice"),
      user_id: references("user"),
      read_time: timestamp({ default: "now" }),
      acknowledge_time: timestamp({ nullable: true }),
    },
    { unique: [["user_id", "notice_id"]], indexes: [["notice_id", "id"]] },
  ),
  createTable(
    "queue_place",
    {
      id: id(),
      user_id: references("user"),
      movie_id: references("movie"),
      token: varchar(64),
      is_vip: boolean(),
      create_time: timestamp({ default: "now" }),
    },
    { unique: [["token"]] },
  ),
])
