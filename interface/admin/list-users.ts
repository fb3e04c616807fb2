import { z } from "zod"
import { line, pageLimit, rowId } from "../fields.ts"
import { message } from "../message.ts"
import { accountView, viewAccounts } from "./account-view.ts"
import { allAccounts, findAccounts } from "./find-accounts.ts"

/** list_users: the accounts page by page. */
export const listUsers = message(
  "list_users",
  {
    doc: "Lists the accounts, a page at a time: all of them, oldest first, or those that a search finds, by name.",
    access: "staff",
    reads: true,
    request: {
      search: line(254)
        .optional()
        .describe("the beginning of a name; or a number, mail address or phone number, of whom comes first"),
      after_id: rowId().optional().describe("next_after_id of the page before; nothing for the first page"),
      limit: pageLimit,
    },
    reply: {
      users: z.array(z.object(accountView)),
      next_after_id: rowId().nullable().describe("null on the last page"),
    },
    done: { en: "Here are the accounts.", zh: "获取用户列表成功" },
    fails: [],
  },
  async ({ session }, { search, after_id, limit }) => {
    const { users, next } =
      search === undefined ? await allAccounts(after_id, limit) : await findAccounts(search, after_id, limit)
    return { users: await viewAccounts(users, session.role), next_after_id: next }
  },
)
