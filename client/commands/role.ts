import type { Role } from "../../interface/context.ts"
import { userTexts } from "../../interface/text/client/users.ts"
import { wordTexts } from "../../interface/text/client/words.ts"
import type { AskingJob } from "../cli/param.ts"

const roles: readonly Role[] = ["admin", "editor", "cashier"]

/** Reads what somebody of the staff may do. */
export const role = {
  parse: (text: string): Role | undefined => roles.find((one) => one === text),
  takes: userTexts.takesRole,
}

/** Lets somebody choose what another may do. */
export function askRole({ asker, say }: AskingJob): Promise<Role> {
  const choices = roles.map((value) => ({ name: say(wordTexts[value]), value }))
  return asker.choose(say(userTexts.askRole), choices)
}
