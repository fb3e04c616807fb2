import type { Settings } from "../conf/settings.ts"
import type { Movie } from "../db/movie.ts"
import { User } from "../db/user.ts"
import { databaseTime } from "../orm/database-time.ts"
import type { Session } from "./context.ts"

/** What of a film its price hangs on. */
export type PricedFilm = Pick<
  Movie,
  "is_free" | "price_fen" | "price_vip_fen" | "offer_fen" | "offer_from" | "offer_until"
>

/** What of somebody prices hang on, at one moment by the database's clock: for all films of a page it is read once. */
export type Buyer = { readonly isStaff: boolean; readonly isVip: boolean; readonly nowMs: number }

/** Somebody as a buyer, at this moment. */
export async function buyerOf({ userId, userType }: Pick<Session, "userId" | "userType">): Promise<Buyer> {
  const nowMs = await databaseTime()
  const until = (await User.get(userId))?.vip_until ?? null
  return { isStaff: userType === "admin", isVip: until !== null && until.getTime() > nowMs, nowMs }
}

/**
 * What a film costs a buyer, in fen; the staff pays nothing, and an offer makes nothing dearer. A price of the film's own goes
 * before the settings' also for VIPs: whoever makes a film dear doesn't mean to give it away to them.
 */
export function priceFen(
  settings: Pick<Settings, "priceFen" | "priceVipFen">,
  film: PricedFilm,
  { isStaff, isVip, nowMs }: Buyer,
): number {
  if (film.is_free || isStaff) return 0
  const forVip = film.price_vip_fen ?? film.price_fen ?? settings.priceVipFen
  const own = isVip ? forVip : (film.price_fen ?? settings.priceFen)
  return film.offer_fen !== null && isOffered(film, nowMs) ? Math.min(own, film.offer_fen) : own
}

/** Whether a film's offer has begun and not ended; one without a begin has always begun, one without an end never ends. */
export function isOffered(
  { offer_fen, offer_from, offer_until }: Pick<PricedFilm, "offer_fen" | "offer_from" | "offer_until">,
  nowMs: number,
): boolean {
  if (offer_fen === null) return false
  return (
    (offer_from?.getTime() ?? nowMs) <= nowMs && nowMs < (offer_until?.getTime() ?? Number.POSITIVE_INFINITY)
  )
}
