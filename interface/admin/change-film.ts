import type { Settings } from "../../conf/settings.ts"
import { Movie } from "../../db/movie.ts"
import { databaseTime } from "../../orm/database-time.ts"
import { transaction } from "../../orm/transaction.ts"
import type { MemberContext } from "../context.ts"
import { Failure } from "../failure.ts"
import { count } from "../fields.ts"
import type { FieldValues } from "../message.ts"
import { priceFen } from "../price.ts"
import { recordAction } from "../record-action.ts"
import type { JsonObject } from "../wire/parse-json.ts"

/** What every message that changes a film's price answers. */
export const pricesReply = {
  price_fen: count.describe("what it costs members now"),
  price_vip_fen: count.describe("what it costs VIPs now"),
}

/** The columns of a film that its price hangs on. */
export type PriceChange = Partial<
  Pick<Movie, "is_free" | "price_fen" | "price_vip_fen" | "offer_fen" | "offer_from" | "offer_until">
>

/**
 * Changes what a film costs and writes down who did it, in one transaction; `check` gets the database's time and may refuse.
 * Answers what the film costs from now on. Throws Failure NO_SUCH_MOVIE; films in the trash may be changed as well.
 */
export function changeFilm(
  { session, settings }: Pick<MemberContext, "session" | "settings">,
  action: string,
  movieId: number,
  change: PriceChange,
  check: (nowMs: number) => void = () => undefined,
): Promise<FieldValues<typeof pricesReply>> {
  return transaction(async () => {
    const film = await Movie.first({ id: movieId, purge_time: null }, { forUpdate: true })
    if (film === undefined) throw new Failure("NO_SUCH_MOVIE")
    const nowMs = await databaseTime()
    check(nowMs)
    const before = changed(film, change)
    await Object.assign(film, change).update()
    const after = changed(film, change)
    await recordAction({ session }, { action, target: `movie ${movieId}`, before, after })
    return pricesOf(settings, film, nowMs)
  })
}

/** Of a film, the columns that a change names, as they go into the trail. */
function changed(film: Movie, change: PriceChange): JsonObject {
  const entries = Object.keys(change).map((name): [string, unknown] => {
    const value: unknown = Reflect.get(film, name)
    return [name, value instanceof Date ? value.toISOString() : value]
  })
  return Object.fromEntries(entries)
}

function pricesOf(settings: Settings, film: Movie, nowMs: number): FieldValues<typeof pricesReply> {
  const price = (isVip: boolean): number => priceFen(settings, film, { isStaff: false, isVip, nowMs })
  return { price_fen: price(false), price_vip_fen: price(true) }
}
