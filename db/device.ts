import { id, references, timestamp, varchar } from "../orm/field.ts"
import { model } from "../orm/model.ts"

/**
 * A device that stays logged in: after the improved persistent log-in of B. Jaspan (2006), a series that stays and a token
 * that changes at each use, both kept as their SHA-256. A known series with an old token means that somebody else has used it.
 */
export class Device extends model("device", {
  id: id(),
  user_id: references("user"),
  /** What the device calls itself, unique among the person's own. */
  device_key: varchar(64),
  name: varchar(64),
  series_hash: varchar(64),
  token_hash: varchar(64),
  /** The token before, by which a repeat of the last change is told from a theft. */
  spent_hash: varchar(64, { nullable: true }),
  create_time: timestamp({ default: "now" }),
  use_time: timestamp({ default: "now" }),
}) {}
