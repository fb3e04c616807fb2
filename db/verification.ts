import { choice, id, integer, references, timestamp, varchar } from "../orm/field.ts"
import { model } from "../orm/model.ts"

/** A code, or a link, that was sent to somebody to show that an address is theirs or to set a new password. */
export class Verification extends model("verification", {
  id: id(),
  user_id: references("user"),
  purpose: choice(["email", "phone", "password"]),
  /** Where it was sent to. */
  address: varchar(254),
  /** Of the six digits, as argon2id: so few could be tried out against a plain hash. */
  code_hash: varchar(255),
  /** Of the link's token, as SHA-256. */
  token_hash: varchar(64, { nullable: true }),
  tries: integer({ default: 0 }),
  create_time: timestamp({ default: "now" }),
  use_time: timestamp({ nullable: true }),
}) {}
