import { z } from "zod"
import { User } from "../../db/user.ts"
import { gt } from "../../orm/operator.ts"
import { bit, moment, pageLimit, rowId, toBit, userType } from "../fields.ts"
import { vipIds } from "../is-vip.ts"
import { message } from "../message.ts"
import { nextPage } from "../next-page.ts"

/** list_users: the accounts page by page. */
export const listUsers = message(
  "list_users",
  {
    doc: "Lists the accounts, oldest first, a page at a time.",
    access: "staff",
    request: {
      after_id: rowId().optional().describe("next_after_id of the page before; nothing for the first page"),
      limit: pageLimit,
    },
    reply: {
      users: z.array(
        z.object({
          id: rowId(),
          name: z.string(),
          user_type: userType,
          is_locked: bit,
          is_vip: bit,
          register_time: moment,
          last_login: moment.nullable(),
        }),
      ),
      next_after_id: rowId().nullable().describe("null on the last page"),
    },
    done: { en: "Here are the accounts.", zh: "获取用户列表成功" },
    fails: [],
  },
  async (_, { after_id, limit }) => {
    const users = await User.select(after_id === undefined ? {} : { id: gt(after_id) }, {
      orderBy: "id",
      limit,
    })
    const vips = await vipIds(users)
    return {
      users: users.map((user) => ({
        id: user.id,
        name: user.name,
        user_type: user.user_type,
        is_locked: toBit(user.is_locked),
        is_vip: toBit(vips.has(user.id)),
        register_time: user.register_time.toISOString(),
        last_login: user.last_login?.toISOString() ?? null,
      })),
      next_after_id: nextPage(users, limit),
    }
  },
)
