import { boolean, id, integer, references, timestamp, varchar } from "../orm/field.ts"
import { model } from "../orm/model.ts"

/** A film; a deleted one keeps its row, so that records of it keep their name. */
export class Movie extends model("movie", {
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
}) {}
