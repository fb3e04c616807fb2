import { isRefusal, Refused } from "../../../refused.ts"
import { keepInTab, keptInTab } from "../../state/kept-in-tab.ts"
import { randomHex } from "../../state/random-hex.ts"

const nameOf = (what: string): string => `once.${what}`

/**
 * Does something under a key that the server does once, however often it is asked: the key outlives a reload of the page, until
 * there is an answer. `what` says what is done, all of it: the same under the same key.
 */
export async function doOnce<Reply>(
  what: string,
  ask: (request_key: string) => Promise<Reply>,
): Promise<Reply> {
  const name = nameOf(what)
  const key = keptInTab(name) ?? randomHex(16)
  keepInTab(name, key)
  try {
    const reply = await ask(key)
    keepInTab(name, undefined)
    return reply
  } catch (error) {
    // Of anything else nobody knows whether it was done.
    if (error instanceof Refused && !isRefusal(error, "INTERNAL", "UNKNOWN", "NOT_LOGGED_IN"))
      keepInTab(name, undefined)
    throw error
  }
}

/** Whether something was asked for once and never answered. */
export function isUnanswered(what: string): boolean {
  return keptInTab(nameOf(what)) !== undefined
}
