import { keepInTab, keptInTab } from "../../state/kept-in-tab.ts"

/** What a film is asked for. */
export type Purpose = "watch" | "download" | "link"

/** What one has of a film that was asked for: a place in the line, or a link and the moment from which it is good. */
export type Ticket = {
  readonly place?: string | undefined
  readonly url?: string | undefined
  readonly untilMs?: number | undefined
  readonly downloadId?: number | undefined
}

const nameOf = (movieId: number, purpose: Purpose): string => `${purpose}.${movieId}`

/** What was kept over a reload of this tab; nothing of it where there is none. */
export function ticketOf(movieId: number, purpose: Purpose): Ticket {
  try {
    const kept: unknown = JSON.parse(keptInTab(nameOf(movieId, purpose)) ?? "{}")
    return isTicket(kept) ? kept : {}
  } catch {
    return {}
  }
}

/** Keeps it for as long as the tab is open. */
export function keepTicket(movieId: number, purpose: Purpose, ticket: Ticket): void {
  keepInTab(nameOf(movieId, purpose), JSON.stringify(ticket))
}

/** Keeps it no longer. */
export function forgetTicket(movieId: number, purpose: Purpose): void {
  keepInTab(nameOf(movieId, purpose), undefined)
}

function isTicket(value: unknown): value is Ticket {
  if (typeof value !== "object" || value === null) return false
  const { place, url, untilMs, downloadId }: Partial<Record<keyof Ticket, unknown>> = value
  const isText = (text: unknown): boolean => text === undefined || typeof text === "string"
  const isNumber = (number: unknown): boolean => number === undefined || typeof number === "number"
  return isText(place) && isText(url) && isNumber(untilMs) && isNumber(downloadId)
}
