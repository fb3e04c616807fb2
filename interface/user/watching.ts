import { z } from "zod"
import { Movie } from "../../db/movie.ts"
import { Watching } from "../../db/watching.ts"
import { UniqueViolation } from "../../orm/errors.ts"
import { belongsTo } from "../../orm/relation.ts"
import { transaction } from "../../orm/transaction.ts"
import { count, pageLimit, rowId } from "../fields.ts"
import { filmFields, viewFilms } from "../film-view.ts"
import { message } from "../message.ts"
import { boughtOf } from "../money/already-bought.ts"
import { filmToDownload } from "./film-to-download.ts"

/** Films among which those that are still there are listed: the ones watched last. */
const mostBegun = 400

/** note_position: how far a member has watched a film. */
export const notePosition = message(
  "note_position",
  {
    doc: "Keeps how far a member has watched a film, for going on there on any device; 0 forgets it. The last twentieth of a film, ten minutes at most, counts as its end.",
    access: "member",
    request: { movie_id: rowId(), position_ms: count.max(1_000_000_000) },
    reply: {},
    done: { en: "Noted.", zh: "已记录" },
    fails: ["NO_SUCH_MOVIE"],
  },
  async ({ session }, { movie_id, position_ms }) => {
    const { movie } = await filmToDownload(session, movie_id, undefined)
    const own = { user_id: session.userId, movie_id }
    if (position_ms === 0) await Watching.delete(own)
    else await keepPosition(own, { position_ms, is_finished: isFinished(position_ms, movie.duration_ms) })
    return {}
  },
)

/** Stores a position; of two of the same person and film at the same moment one makes the row and the other changes it. */
function keepPosition(
  own: Pick<Watching, "user_id" | "movie_id">,
  place: Pick<Watching, "position_ms" | "is_finished">,
): Promise<void> {
  const store = (): Promise<void> =>
    transaction(async () => {
      if ((await Watching.update(own, place)) === 0) await new Watching({ ...own, ...place }).save()
    })
  return store().catch((error: unknown) => {
    if (error instanceof UniqueViolation) return store()
    throw error
  })
}

/** Titles take the last twentieth of most films, and ten minutes at most. */
function isFinished(positionMs: number, durationMs: number | null): boolean {
  return durationMs !== null && durationMs - positionMs <= Math.min(durationMs / 20, 600_000)
}

/** list_watching: the films that a member has begun to watch. */
export const listWatching = message(
  "list_watching",
  {
    doc: "Lists the films that the member has begun to watch and not finished, the one watched last first; of those in the trash, the ones that they bought.",
    access: "member",
    reads: true,
    request: { limit: pageLimit },
    reply: { movies: z.array(z.object(filmFields)) },
    done: { en: "Here is what you are watching.", zh: "获取观看记录成功" },
    fails: [],
  },
  async (context, { limit }) => {
    const begun = await Watching.select(
      { user_id: context.session.userId, is_finished: false },
      { orderBy: ["-update_time", "-id"], limit: mostBegun, with: { movie: belongsTo(Movie, "movie_id") } },
    )
    const films = begun.flatMap(({ movie }) => movie ?? [])
    const bought = await boughtOf(
      context.session.userId,
      films.filter(({ is_delete }) => is_delete).map(({ id }) => id),
    )
    const there = films.filter(({ id, is_delete, purge_time }) => {
      return purge_time === null && (!is_delete || bought.has(id))
    })
    return { movies: await viewFilms(context, there.slice(0, limit)) }
  },
)
