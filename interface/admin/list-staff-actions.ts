import { z } from "zod"
import { foldName } from "../../db/fold-name.ts"
import { StaffAction } from "../../db/staff-action.ts"
import { User } from "../../db/user.ts"
import { lt } from "../../orm/operator.ts"
import { belongsTo } from "../../orm/relation.ts"
import { Failure } from "../failure.ts"
import { accountName, line, moment, pageLimit, rowId } from "../fields.ts"
import { message } from "../message.ts"
import { nextPage } from "../next-page.ts"

const columns = z.record(z.string(), z.unknown())

/** list_staff_actions: what the staff did. */
export const listStaffActions = message(
  "list_staff_actions",
  {
    doc: "Lists what the staff did that changed something, newest first, a page at a time.",
    access: "admin",
    reads: true,
    request: {
      actor: accountName().optional().describe("only what the account of this name did"),
      action: line(64).optional().describe("only what messages of this type did"),
      target: line(128).optional().describe('only what was done to this: "user 12", "movie 7"'),
      before_id: rowId().optional().describe("next_before_id of the page before; nothing for the first page"),
      limit: pageLimit,
    },
    reply: {
      actions: z.array(
        z.object({
          id: rowId(),
          time: moment,
          actor_id: rowId(),
          actor: z.string().describe("name of the account"),
          action: z.string().describe("type of the message"),
          target: z.string(),
          before: columns.nullable().describe("what was there, as far as it changed"),
          after: columns.nullable().describe("what is there since"),
        }),
      ),
      next_before_id: rowId().nullable().describe("null on the last page"),
    },
    done: { en: "Here is what the staff did.", zh: "获取操作记录成功" },
    fails: ["NO_SUCH_USER"],
  },
  async (_, { actor, action, target, before_id, limit }) => {
    const wanted = {
      ...(actor === undefined ? {} : { actor_id: await actorId(actor) }),
      ...(action === undefined ? {} : { action }),
      ...(target === undefined ? {} : { target }),
      ...(before_id === undefined ? {} : { id: lt(before_id) }),
    }
    const found = await StaffAction.select(wanted, {
      orderBy: "-id",
      limit,
      with: { actor: belongsTo(User, "actor_id") },
    })
    return {
      actions: found.map((done) => ({
        id: done.id,
        time: done.create_time.toISOString(),
        actor_id: done.actor_id,
        actor: done.actor?.name ?? "",
        action: done.action,
        target: done.target,
        before: done.before,
        after: done.after,
      })),
      next_before_id: nextPage(found, limit),
    }
  },
)

/** Deleted accounts count as well: what they did is still to be found, under the name that they are left with. */
async function actorId(name: string): Promise<number> {
  const actor = await User.first({ name_key: foldName(name) })
  if (actor === undefined) throw new Failure("NO_SUCH_USER")
  return actor.id
}
