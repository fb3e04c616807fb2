import { z } from "zod"
import { Account } from "../../db/account.ts"
import { roles, type User } from "../../db/user.ts"
import { hasMany } from "../../orm/relation.ts"
import type { Role } from "../context.ts"
import { bit, moment, rowId, toBit, userType } from "../fields.ts"
import { vipIds } from "../is-vip.ts"
import type { FieldValues } from "../message.ts"

/** What the staff sees of an account. */
export const accountView = {
  id: rowId(),
  name: z.string(),
  user_type: userType,
  role: z.enum(roles).nullable().describe("null for members"),
  display_name: z.string().nullable(),
  is_locked: bit,
  is_erased: bit.describe("1: the person deleted the account; the row stays for what names it"),
  is_vip: bit,
  vip_until: moment.nullable(),
  balance_fen: z.int().nullable().describe("null to editors"),
  email: z.string().nullable().describe("null to all but admins"),
  phone: z.string().nullable().describe("null to all but admins"),
  register_time: moment,
  last_login: moment.nullable(),
}

/** Joins the accounts' balances to them, with one query for all. */
export const withBalance = { accounts: hasMany(Account, "user_id") }

/** A row of an account with what `withBalance` joins to it. */
export type AccountRow = User & { readonly accounts: readonly Account[] }

/** What somebody of the staff is told of accounts: money only where their role keeps it, and how to reach people only as an admin. */
export async function viewAccounts(
  users: readonly AccountRow[],
  role: Role | null,
): Promise<FieldValues<typeof accountView>[]> {
  const vips = await vipIds(users)
  return users.map((user) => ({
    id: user.id,
    name: user.name,
    user_type: user.user_type,
    role: user.role,
    display_name: user.display_name,
    is_locked: toBit(user.is_locked),
    is_erased: toBit(user.erase_time !== null),
    is_vip: toBit(vips.has(user.id)),
    vip_until: user.vip_until?.toISOString() ?? null,
    balance_fen: role === "editor" ? null : Number(user.accounts[0]?.balance_fen ?? 0n),
    email: role === "admin" ? user.email : null,
    phone: role === "admin" ? user.phone : null,
    register_time: user.register_time.toISOString(),
    last_login: user.last_login?.toISOString() ?? null,
  }))
}
