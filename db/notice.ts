import { id, references, text, timestamp, varchar } from "../orm/field.ts"
import { model } from "../orm/model.ts"

/** A notice from an admin to everybody. */
export class Notice extends model("notice", {
  id: id(),
  title: varchar(255),
  content: text(),
  author_id: references("user"),
  create_time: timestamp({ default: "now" }),
}) {}
