import { id, json, references, timestamp, varchar } from "../orm/field.ts"
import { model } from "../orm/model.ts"

/** A request that was done once and must not be done again: what was asked, as a hash, and what was answered. */
export class RequestKey extends model("request_key", {
  id: id(),
  user_id: references("user"),
  request_key: varchar(64),
  request_hash: varchar(64),
  reply: json<Readonly<Record<string, unknown>>>({ nullable: true }),
  create_time: timestamp({ default: "now" }),
}) {}
