import { id, json, references, timestamp, varchar } from "../orm/field.ts"
import { model } from "../orm/model.ts"

/** What somebody of the staff did: who, what, to what, when, and what was there before and after. Never changed or erased. */
export class StaffAction extends model("staff_action", {
  id: id(),
  actor_id: references("user"),
  /** The type of the message. */
  action: varchar(64),
  /** "user 12", "movie 7": what it was done to. */
  target: varchar(128),
  before: json<Readonly<Record<string, unknown>>>({ nullable: true }),
  after: json<Readonly<Record<string, unknown>>>({ nullable: true }),
  create_time: timestamp({ default: "now" }),
}) {}
