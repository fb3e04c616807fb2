import { z } from "zod"
import { Movie } from "../../db/movie.ts"
import { lt } from "../../orm/operator.ts"
import { transaction } from "../../orm/transaction.ts"
import { Failure } from "../failure.ts"
import { bit, count, moment, pageLimit, rowId, toBit } from "../fields.ts"
import { message } from "../message.ts"
import { buyerCounts } from "../money/buyers.ts"
import { nextPage } from "../next-page.ts"
import { recordFilm } from "../record-film.ts"

const dayMs = 86_400_000
const inTrash = { is_delete: true, purge_time: null }

/** list_trash: the deleted films that can still be restored. */
export const listTrash = message(
  "list_trash",
  {
    doc: "Lists the deleted films that are not purged yet, the highest number first, a page at a time.",
    access: "editor",
    reads: true,
    request: {
      before_id: rowId().optional().describe("next_before_id of the page before; nothing for the first page"),
      limit: pageLimit,
    },
    reply: {
      movies: z.array(
        z.object({
          id: rowId(),
          name: z.string(),
          size: count,
          is_free: bit,
          delete_time: moment,
          purge_time: moment
            .nullable()
            .describe("when it goes for good; null where people bought it: then only purge_movie does that"),
          buyers: count.describe("how many people bought it"),
        }),
      ),
      next_before_id: rowId().nullable().describe("null on the last page"),
    },
    done: { en: "Here is the trash.", zh: "获取回收站成功" },
    fails: [],
  },
  async ({ settings }, { before_id, limit }) => {
    const page = before_id === undefined ? {} : { id: lt(before_id) }
    const films = await Movie.select({ ...inTrash, ...page }, { orderBy: "-id", limit })
    const counts = await buyerCounts(films.map(({ id }) => id))
    return {
      movies: films.map(({ id, name, size, is_free, delete_time, upload_time }) => {
        // Deleting writes the time; only a row that somebody marked by hand has none.
        const deleteTime = delete_time ?? upload_time
        const purgeTime = new Date(deleteTime.getTime() + settings.trashDays * dayMs)
        const buyers = counts.get(id) ?? 0
        return {
          id,
          name,
          size,
          is_free: toBit(is_free),
          delete_time: deleteTime.toISOString(),
          purge_time: buyers > 0 ? null : purgeTime.toISOString(),
          buyers,
        }
      }),
      next_before_id: nextPage(films, limit),
    }
  },
)

/** restore_movie: brings a film back from the trash. */
export const restoreMovie = message(
  "restore_movie",
  {
    doc: "Brings a film back from the trash.",
    access: "editor",
    request: { movie_id: rowId() },
    reply: {},
    done: { en: "The film is in the library again.", zh: "影片已恢复" },
    fails: ["NO_SUCH_MOVIE"],
  },
  async (context, { movie_id: id }) => {
    await transaction(async () => {
      const restored = await Movie.update({ id, ...inTrash }, { is_delete: false, delete_time: null })
      if (restored === 0) throw new Failure("NO_SUCH_MOVIE")
      await recordFilm(context, { action: "restore_movie", id, before: "trash", after: "library" })
    })
    return {}
  },
)
