import { isRefusal, Refused } from "../../wire/refused.ts"

const prefix = "reelwire.once."

/**
 * Does something under a key that the server does once, however often it is asked: the key outlives a reload of the page, until
 * there is an answer. `what` says what is done, all of it: the same under the same key.
 */
export async function doOnce<Reply>(
  what: string,
  ask: (request_key: string) => Promise<Reply>,
): Promise<Reply> {
  const key = keptKey(what) ?? crypto.randomUUID?.() ?? randomKey()
  keep(what, key)
  try {
    const reply = await ask(key)
    keep(what, undefined)
    return reply
  } catch (error) {
    // Of anything else nobody knows whether it was done.
    if (error instanceof Refused && !isRefusal(error, "INTERNAL", "NOT_LOGGED_IN")) keep(what, undefined)
    throw error
  }
}

/** Whether something was asked for once and never answered. */
export function isUnanswered(what: string): boolean {
  return keptKey(what) !== undefined
}

function keptKey(what: string): string | undefined {
  try {
    return sessionStorage.getItem(prefix + what) ?? undefined
  } catch {
    return undefined
  }
}

function keep(what: string, key: string | undefined): void {
  try {
    if (key === undefined) sessionStorage.removeItem(prefix + what)
    else sessionStorage.setItem(prefix + what, key)
  } catch {
    // A browser that keeps nothing: then a repeat is one only until the page is closed.
  }
}

/** Pages over plain HTTP have no randomUUID. */
function randomKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, "0"),
  ).join("")
}
