import { z } from "zod"
import { accountName, moment, oneOrZero } from "../fields.ts"

/** A moment that both databases can keep. */
const noticeTime = moment.refine((time) => /^[12]/.test(time)).transform((time) => new Date(time))

/** To whom a notice is, when it is there, and what it asks for, as an editor says it. */
export const noticeFields = {
  audience: z.enum(["all", "vip", "person"]).optional().describe("whom it is to; vip: who is one by then"),
  name: accountName().optional().describe("the account that it is to, where audience is person"),
  from: noticeTime.nullable().optional().describe("not to be seen before; null: at once"),
  until: noticeTime.nullable().optional().describe("not to be seen from then on; null: for ever"),
  pinned: oneOrZero().optional(),
  must_acknowledge: oneOrZero().optional().describe("1: clients ask for an acknowledgement"),
}
