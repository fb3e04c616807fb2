import { me } from "../../state/me.ts"

/** What a film is asked for. */
export type Purpose = "watch" | "download" | "link"

/** What one has of a film that was asked for: a place in the line, or a link and the moment from which it is good. */
export type Ticket = {
  readonly place?: string | undefined
  readonly url?: string | undefined
  readonly untilMs?: number | undefined
  readonly downloadId?: number | undefined
}

/** Each account has its own: who logs in next in this tab is somebody else. */
const keyOf = (movieId: number, purpose: Purpose): string =>
  `reelwire.${purpose}.${me.value?.user_id}.${movieId}`

/** What was kept over a reload of this tab; nothing of it where there is none. */
export function ticketOf(movieId: number, purpose: Purpose): Ticket {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(keyOf(movieId, purpose)) ?? "{}")
    return isTicket(kept) ? kept : {}
  } catch {
    return {}
  }
}

/** Keeps it for as long as the tab is open. */
export function keepTicket(movieId: number, purpose: Purpose, ticket: Ticket): void {
  try {
    sessionStorage.setItem(keyOf(movieId, purpose), JSON.stringify(ticket))
  } catch {
    // A browser that keeps nothing: a reload then begins anew.
  }
}

/** Keeps it no longer. */
export function forgetTicket(movieId: number, purpose: Purpose): void {
  try {
    sessionStorage.removeItem(keyOf(movieId, purpose))
  } catch {
    // Nothing was kept.
  }
}

function isTicket(value: unknown): value is Ticket {
  if (typeof value !== "object" || value === null) return false
  const { place, url, untilMs, downloadId }: Partial<Record<keyof Ticket, unknown>> = value
  const isText = (text: unknown): boolean => text === undefined || typeof text === "string"
  const isNumber = (number: unknown): boolean => number === undefined || typeof number === "number"
  return isText(place) && isText(url) && isNumber(untilMs) && isNumber(downloadId)
}
