import { boolean, choice, id, timestamp, varchar } from "../orm/field.ts"
import { model } from "../orm/model.ts"
import { foldName } from "./fold-name.ts"

/** What an account of the kind "admin" may do: everything, films and notices, or money. */
export const roles = ["admin", "editor", "cashier"] as const

/** An account; its name is unique without regard to case or width. An erased one is nobody, and stays for what names it. */
export class User extends model("user", {
  id: id(),
  name: varchar(64),
  name_key: varchar(255, { derive: { from: "name", by: foldName } }),
  password_hash: varchar(255),
  user_type: choice(["admin", "user"]),
  is_locked: boolean({ default: false }),
  vip_since: timestamp({ nullable: true }),
  register_time: timestamp({ default: "now" }),
  last_login: timestamp({ nullable: true }),
  /** Null for members. */
  role: choice(roles, { nullable: true }),
  display_name: varchar(64, { nullable: true }),
  email: varchar(254, { nullable: true }),
  /** When it was shown to be theirs, by a code. */
  email_time: timestamp({ nullable: true }),
  phone: varchar(32, { nullable: true }),
  phone_time: timestamp({ nullable: true }),
  gender: choice(["female", "male", "other"], { nullable: true }),
  /** A VIP until then. */
  vip_until: timestamp({ nullable: true }),
  /** The end of which they were told before it came, and the one of which they were told after. */
  vip_told_before: timestamp({ nullable: true }),
  vip_told_after: timestamp({ nullable: true }),
  erase_time: timestamp({ nullable: true }),
}) {}
