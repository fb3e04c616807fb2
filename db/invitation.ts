import { choice, id, references, timestamp, varchar } from "../orm/field.ts"
import { model } from "../orm/model.ts"
import { roles } from "./user.ts"

/** What an invitation makes of whoever uses it: a member, or staff with a role. */
export const invitedRoles = ["user", ...roles] as const

/**
 * Leave for one person to register, kept as the SHA-256 of its code.
 * The first migration puts in one whose code everybody knows, the founding one: the first admin uses it up.
 */
export class Invitation extends model("invitation", {
  id: id(),
  code_hash: varchar(64),
  issuer_id: references("user", { nullable: true }),
  create_time: timestamp({ default: "now" }),
  use_time: timestamp({ nullable: true }),
  role: choice(invitedRoles, { default: "admin" }),
}) {}

/** The code of the founding invitation. */
export const foundingCode = "founding"
