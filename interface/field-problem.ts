import type { z } from "zod"
import { fieldProblemTexts } from "./text/field-problems.ts"
import { say, type Text } from "./text/locale.ts"

type Issue = z.core.$ZodIssue

/** The first field that a check found wrong and what is wrong with it, as the detail of a BAD_FIELD failure. */
export function fieldProblem(error: z.ZodError): { field: string; problem: Text } {
  const [issue] = error.issues
  if (issue === undefined) return { field: "", problem: fieldProblemTexts.invalid }
  return { field: issue.path.join("."), problem: textOf(issue) }
}

function textOf(issue: Issue): Text {
  switch (issue.code) {
    case "invalid_type":
      // With the input undefined the field is not there at all.
      return issue.message.includes("undefined")
        ? fieldProblemTexts.missing
        : filled(fieldProblemTexts.wrongType, { expected: issue.expected })
    case "too_small":
      return filled(fieldProblemTexts.tooSmall, { limit: issue.minimum })
    case "too_big":
      return filled(fieldProblemTexts.tooBig, { limit: issue.maximum })
    case "invalid_value":
      return filled(fieldProblemTexts.notOneOf, { values: issue.values.join(", ") })
    default:
      return fieldProblemTexts.invalid
  }
}

/** A problem's text with its values in their places, in every language. */
export function filled(text: Text, values: Readonly<Record<string, unknown>>): Text {
  return { en: say(text, "en", values), zh: say(text, "zh", values) }
}
