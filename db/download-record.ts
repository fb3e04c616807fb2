import { boolean, id, int64, integer, references, timestamp } from "../orm/field.ts"
import { model } from "../orm/model.ts"

/** One download of a film by a member; finished once the last byte was taken. */
export class DownloadRecord extends model("download_record", {
  id: id(),
  user_id: references("user"),
  movie_id: references("movie"),
  price_fen: int64(),
  bytes: integer({ default: 0 }),
  is_finished: boolean({ default: false }),
  create_time: timestamp({ default: "now" }),
}) {}
