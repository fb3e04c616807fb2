import { id, references, timestamp } from "../orm/field.ts"
import { model } from "../orm/model.ts"

/** That a person has read a notice, and acknowledged it where it asks for that. */
export class NoticeReading extends model("notice_reading", {
  id: id(),
  notice_id: references("notice"),
  user_id: references("user"),
  read_time: timestamp({ default: "now" }),
  acknowledge_time: timestamp({ nullable: true }),
}) {}
