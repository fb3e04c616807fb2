import { shellTexts } from "../../../interface/text/web/shell.ts"
import { Refused } from "../../refused.ts"
import { ConnectionLost } from "../wire/connection-lost.ts"
import { t } from "./locale.ts"

/** What a person reads of an error: the server's own sentence where it said one. */
export function explain(error: unknown): string {
  if (error instanceof Refused) return error.msg
  if (error instanceof ConnectionLost) return t(shellTexts.noAnswer)
  return t(shellTexts.wentWrong)
}
