import { boolean, id, references, timestamp, varchar } from "../orm/field.ts"
import { model } from "../orm/model.ts"

/** A place in the line for a transfer slot, in the order of its ids; it outlives a restart of the server. */
export class QueuePlace extends model("queue_place", {
  id: id(),
  user_id: references("user"),
  movie_id: references("movie"),
  /** 256 random bits in base64url: whoever presents them has this place. */
  token: varchar(64),
  is_vip: boolean(),
  create_time: timestamp({ default: "now" }),
}) {}
