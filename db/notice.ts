import { boolean, choice, id, references, text, timestamp, varchar } from "../orm/field.ts"
import { model } from "../orm/model.ts"

/** A notice to everybody, to VIPs, or to one person, within its time. */
export class Notice extends model("notice", {
  id: id(),
  title: varchar(255),
  content: text(),
  author_id: references("user"),
  create_time: timestamp({ default: "now" }),
  audience: choice(["all", "vip", "person"], { default: "all" }),
  /** The one person; null for the other audiences. */
  user_id: references("user", { nullable: true }),
  from_time: timestamp({ nullable: true }),
  until_time: timestamp({ nullable: true }),
  is_pinned: boolean({ default: false }),
  must_acknowledge: boolean({ default: false }),
  /** Written by the server itself: to one person, who then stands as its author too. */
  is_system: boolean({ default: false }),
  withdraw_time: timestamp({ nullable: true }),
}) {}
