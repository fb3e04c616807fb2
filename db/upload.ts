import { boolean, id, integer, references, timestamp, varchar } from "../orm/field.ts"
import { model } from "../orm/model.ts"

/** A film that comes piece by piece and is not whole yet; the store keeps its pieces under `stored_name`. */
export class Upload extends model("upload", {
  id: id(),
  uploader_id: references("user"),
  stored_name: varchar(64),
  name: varchar(255),
  size: integer(),
  sampled_md5: varchar(32),
  is_free: boolean(),
  piece_bytes: integer(),
  /** What the uploader says that it will be, where that was said. */
  content_id: varchar(64, { nullable: true }),
  create_time: timestamp({ default: "now" }),
  /** When a piece came last; it expires some days later. */
  touch_time: timestamp({ default: "now" }),
}) {}
