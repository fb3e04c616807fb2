import { boolean, id, integer, references, timestamp } from "../orm/field.ts"
import { model } from "../orm/model.ts"

/** How far a member has watched a film, for going on there. */
export class Watching extends model("watching", {
  id: id(),
  user_id: references("user"),
  movie_id: references("movie"),
  position_ms: integer(),
  /** Watched to where the rest are titles, as far as its length is known. */
  is_finished: boolean({ default: false }),
  update_time: timestamp({ default: "now", onUpdate: "now" }),
}) {}
