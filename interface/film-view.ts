import { z } from "zod"
import type { ListedFilm } from "../db/movie.ts"
import { Watching } from "../db/watching.ts"
import { oneOf } from "../orm/operator.ts"
import type { MemberContext } from "./context.ts"
import { bit, count, moment, rowId, toBit } from "./fields.ts"
import type { FieldValues } from "./message.ts"
import { boughtOf } from "./money/already-bought.ts"
import { buyerOf, isOffered, type PricedFilm, priceFen } from "./price.ts"

/** What a list shows of a film. */
export const filmFields = {
  id: rowId(),
  name: z.string(),
  size: count.describe("bytes"),
  is_free: bit,
  price_fen: count.describe(
    "what it costs whoever asks; the staff, who pay nothing, are told what it costs members; 0 for a free film",
  ),
  is_bought: bit.describe("1: whoever asks has bought it, and pays nothing any more"),
  offer_until: moment.nullable().describe("the end of an offer that holds now; null without one"),
  upload_time: moment,
  poster: z
    .string()
    .nullable()
    .describe(
      "the content name of its poster: /posters/<name>-<width>.webp over HTTP, 160, 320, 640 or 1280 wide",
    ),
  duration_ms: count.nullable().describe("null where it isn't known"),
  width: count.nullable().describe("of the picture, in pixels; null where it isn't known"),
  height: count.nullable(),
  position_ms: count
    .nullable()
    .describe(
      "how far whoever asks has watched it, also where that is to its end; null where they haven't begun",
    ),
}

/** What of a film a list shows, or hangs on. */
type ViewedFilm = PricedFilm &
  Pick<ListedFilm, "id" | "name" | "size" | "upload_time" | "poster" | "duration_ms" | "width" | "height">

/** Films as whoever asks sees them. */
export async function viewFilms(
  { session, settings }: Pick<MemberContext, "session" | "settings">,
  films: readonly ViewedFilm[],
): Promise<FieldValues<typeof filmFields>[]> {
  if (films.length === 0) return []
  const buyer = { ...(await buyerOf(session)), isStaff: false }
  const ids = films.map(({ id }) => id)
  const bought = await boughtOf(session.userId, ids)
  const positions = await positionsOf(session.userId, ids)
  return films.map((film) => ({
    id: film.id,
    name: film.name,
    size: film.size,
    is_free: toBit(film.is_free),
    price_fen: priceFen(settings, film, buyer),
    is_bought: toBit(bought.has(film.id)),
    offer_until: isOffered(film, buyer.nowMs) ? (film.offer_until?.toISOString() ?? null) : null,
    upload_time: film.upload_time.toISOString(),
    poster: film.poster,
    duration_ms: film.duration_ms,
    width: film.width,
    height: film.height,
    position_ms: positions.get(film.id) ?? null,
  }))
}

async function positionsOf(
  userId: number,
  movieIds: readonly number[],
): Promise<ReadonlyMap<number, number>> {
  const begun = await Watching.select({ user_id: userId, movie_id: oneOf(movieIds) })
  return new Map(begun.map(({ movie_id, position_ms }) => [movie_id, position_ms]))
}
