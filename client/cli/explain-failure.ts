import { troubleTexts } from "../../interface/text/client/troubles.ts"
import { Refused } from "../refused.ts"
import { printableLine } from "../terminal/printable.ts"
import type { Say } from "../terminal/say.ts"
import { Trouble } from "../trouble.ts"
import { type ExitCode, logInRefusals, troubleExitCodes } from "./exit-codes.ts"
import { SomeFailed } from "./some-failed.ts"

/** What is told of a failure: its code, a sentence, and the exit code of a program that ends with it. */
export type Explained = { readonly code: string; readonly msg: string; readonly exitCode: ExitCode }

/** Explains whatever was thrown. */
export function explainFailure(error: unknown, say: Say): Explained {
  if (error instanceof Refused) {
    const exitCode = logInRefusals.has(error.code) ? 4 : 1
    return { code: printableLine(error.code), msg: printableLine(error.msg), exitCode }
  }
  const trouble = error instanceof Trouble ? error : unexpected(error)
  return {
    code: trouble.code,
    msg: say(troubleTexts[trouble.code], trouble.detail),
    exitCode: trouble instanceof SomeFailed ? trouble.exitCode : troubleExitCodes[trouble.code],
  }
}

function unexpected(error: unknown): Trouble {
  return new Trouble("UNEXPECTED", { reason: error instanceof Error ? error.message : String(error) })
}
