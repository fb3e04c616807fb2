import { boolean, choice, id, integer, references, text, timestamp, varchar } from "../../orm/field.ts"
import { addColumn, createIndex, createTable, migration } from "../../orm/migration.ts"

/** What a page shows of a film, what it is found by, and how far somebody has watched it. */
export const web = migration("0005-web", [
  addColumn("movie", "description", text({ nullable: true })),
  addColumn("movie", "poster", varchar(64, { nullable: true })),
  addColumn("movie", "poster_source", choice(["film", "staff"], { nullable: true })),
  addColumn("movie", "film_poster", varchar(64, { nullable: true })),
  addColumn("movie", "probe_time", timestamp({ nullable: true })),
  addColumn("movie", "probe_claim", timestamp({ nullable: true })),
  addColumn("movie", "duration_ms", integer({ nullable: true })),
  addColumn("movie", "width", integer({ nullable: true })),
  addColumn("movie", "height", integer({ nullable: true })),
  addColumn("movie", "container", varchar(64, { nullable: true })),
  addColumn("movie", "video_codec", varchar(32, { nullable: true })),
  addColumn("movie", "audio_codec", varchar(32, { nullable: true })),
  // SQLite takes the index that has most of what is asked for: without the rest it would go through all films that aren't purged.
  createIndex("movie", ["probe_time", "is_delete", "purge_time", "id"]),
  createIndex("movie", ["is_delete", "purge_time", "probe_claim"]),
  createIndex("movie", ["poster"]),
  createIndex("movie", ["film_poster"]),
  createTable(
    "watching",
    {
      id: id(),
      user_id: references("user"),
      movie_id: references("movie"),
      position_ms: integer(),
      is_finished: boolean({ default: false }),
      update_time: timestamp({ default: "now", onUpdate: "now" }),
    },
    { unique: [["user_id", "movie_id"]], indexes: [["user_id", "is_finished", "update_time"]] },
  ),
  createTable("film_search", { id: id(), search_text: text() }),
  createIndex("download_record", ["create_time", "movie_id"]),
  createIndex("movie", ["content_id", "purge_time", "is_delete", "size"]),
  createIndex("user", ["user_type", "register_time", "erase_time"]),
])
