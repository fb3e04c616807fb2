import { StaffAction } from "../db/staff-action.ts"
import type { MemberContext } from "./context.ts"
import type { JsonObject } from "./wire/parse-json.ts"

/** What somebody of the staff did: the message's type, what it was done to ("user 12"), what was there before and after. */
export type Action = {
  readonly action: string
  readonly target: string
  readonly before?: JsonObject | null
  readonly after?: JsonObject | null
}

/** Writes down what the staff did; called in the transaction that does it, so that there is neither without the other. */
export async function recordAction(
  { session }: Pick<MemberContext, "session">,
  { action, target, before = null, after = null }: Action,
): Promise<void> {
  await new StaffAction({ actor_id: session.userId, action, target, before, after }).save()
}
