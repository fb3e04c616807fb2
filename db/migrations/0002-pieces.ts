import { boolean, id, integer, references, timestamp, varchar } from "../../orm/field.ts"
import { addColumn, createIndex, createTable, migration } from "../../orm/migration.ts"

/** Films in pieces: what they are as content, uploads that can be resumed, downloads that come in ranges, the trash. */
export const pieces = migration("0002-pieces", [
  addColumn("movie", "piece_bytes", integer({ nullable: true })),
  addColumn("movie", "content_id", varchar(64, { nullable: true })),
  addColumn("movie", "sha256", varchar(64, { nullable: true })),
  addColumn("movie", "damage_time", timestamp({ nullable: true })),
  addColumn("movie", "purge_time", timestamp({ nullable: true })),
  createIndex("movie", ["content_id", "is_delete"]),
  createIndex("movie", ["is_delete", "purge_time", "id"]),
  createIndex("movie", ["purge_time", "delete_time"]),
  createIndex("movie", ["sha256", "id"]),
  createTable(
    "upload",
    {
      id: id(),
      uploader_id: references("user"),
      stored_name: varchar(64),
      name: varchar(255),
      size: integer(),
      sampled_md5: varchar(32),
      is_free: boolean(),
      piece_bytes: integer(),
      content_id: varchar(64, { nullable: true }),
      create_time: timestamp({ default: "now" }),
      touch_time: timestamp({ default: "now" }),
    },
    { unique: [["stored_name"]], indexes: [["touch_time"]] },
  ),
  addColumn("download_record", "wait_ms", integer({ default: 0 })),
])
