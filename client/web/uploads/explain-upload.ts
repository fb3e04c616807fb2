import { troubleTexts } from "../../../interface/text/client/troubles.ts"
import { type Locale, say } from "../../../interface/text/locale.ts"
import { uploadTexts } from "../../../interface/text/web/uploads.ts"
import { Refused } from "../../refused.ts"
import { Trouble } from "../../trouble.ts"
import { Unreadable } from "./hashing.ts"

/** Why an upload failed, as a code and in words. */
export function explainUpload(error: unknown, locale: Locale): { code: string; reason: string } {
  // Its own sentence speaks of a connection, of which a browser has many.
  if (error instanceof Refused && error.code === "FILM_TOO_LARGE")
    return { code: error.code, reason: say(uploadTexts.tooLarge, locale) }
  if (error instanceof Refused) return { code: error.code, reason: error.msg }
  if (error instanceof Unreadable) return { code: "UNREADABLE", reason: say(uploadTexts.unreadable, locale) }
  if (error instanceof Trouble)
    return { code: error.code, reason: say(troubleTexts[error.code], locale, error.detail) }
  const reason = error instanceof Error ? error.message : String(error)
  return { code: "UNKNOWN", reason: say(uploadTexts.unexpected, locale, { reason }) }
}
