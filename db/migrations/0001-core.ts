import { createHash } from "node:crypto"
import { boolean, choice, id, int64, integer, references, text, timestamp, varchar } from "../../orm/field.ts"
import { createTable, migration, seed } from "../../orm/migration.ts"

/** Accounts, films, notices, downloads, invitations, and the invitation of the first admin. */
export const core = migration("0001-core", [
  createTable(
    "user",
    {
      id: id(),
      name: varchar(64),
      name_key: varchar(255),
      password_hash: varchar(255),
      user_type: choice(["admin", "user"]),
      is_locked: boolean({ default: false }),
      is_vip: boolean({ default: false }),
      vip_since: timestamp({ nullable: true }),
      register_time: timestamp({ default: "now" }),
      last_login: timestamp({ nullable: true }),
    },
    { unique: [["name_key"]] },
  ),
  createTable(
    "movie",
    {
      id: id(),
      name: varchar(255),
      stored_name: varchar(64),
      size: integer(),
      sampled_md5: varchar(32),
      is_free: boolean(),
      is_delete: boolean({ default: false }),
      uploader_id: references("user"),
      upload_time: timestamp({ default: "now" }),
      delete_time: timestamp({ nullable: true }),
    },
    {
      unique: [["stored_name"]],
      indexes: [
        ["is_delete", "id"],
        ["is_delete", "is_free", "id"],
        ["sampled_md5", "is_delete"],
      ],
    },
  ),
  createTable("notice", {
    id: id(),
    title: varchar(255),
    content: text(),
    author_id: references("user"),
    create_time: timestamp({ default: "now" }),
  }),
  createTable(
    "download_record",
    {
      id: id(),
      user_id: references("user"),
      movie_id: references("movie"),
      price_fen: int64(),
      bytes: integer({ default: 0 }),
      is_finished: boolean({ default: false }),
      create_time: timestamp({ default: "now" }),
    },
    { indexes: [["user_id", "id"]] },
  ),
  createTable(
    "invitation",
    {
      id: id(),
      code_hash: varchar(64),
      issuer_id: references("user", { nullable: true }),
      create_time: timestamp({ default: "now" }),
      use_time: timestamp({ nullable: true }),
    },
    { unique: [["code_hash"]] },
  ),
  // The founding invitation, whose code is the word "founding": whoever uses it up first is the first admin.
  seed("invitation", { code_hash: createHash("sha256").update("founding").digest("hex") }),
])
