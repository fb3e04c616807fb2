import { boolean, choice, id, timestamp, varchar } from "../orm/field.ts"
import { model } from "../orm/model.ts"
import { foldName } from "./fold-name.ts"

/** An account; its name is unique without regard to case or width. */
export class User extends model("user", {
  id: id(),
  name: varchar(64),
  name_key: varchar(255, { derive: { from: "name", by: foldName } }),
  password_hash: varchar(255),
  user_type: choice(["admin", "user"]),
  is_locked: boolean({ default: false }),
  is_vip: boolean({ default: false }),
  vip_since: timestamp({ nullable: true }),
  register_time: timestamp({ default: "now" }),
  last_login: timestamp({ nullable: true }),
}) {}
