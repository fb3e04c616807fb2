import { boolean, id, int64, integer, references, timestamp } from "../orm/field.ts"
import { model } from "../orm/model.ts"

/** One download of a film by a member, in one go or in ranges; finished once the member's client has all of it, verified. */
export class DownloadRecord extends model("download_record", {
  id: id(),
  user_id: references("user"),
  movie_id: references("movie"),
  price_fen: int64(),
  /** What the member's system took, all ranges together. */
  bytes: integer({ default: 0 }),
  is_finished: boolean({ default: false }),
  create_time: timestamp({ default: "now" }),
  /** How long after that its first byte comes. */
  wait_ms: integer({ default: 0 }),
}) {}
