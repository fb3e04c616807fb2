import { DownloadRecord } from "../../db/download-record.ts"
import { Movie } from "../../db/movie.ts"
import { User } from "../../db/user.ts"
import { hasBought } from "../../interface/money/already-bought.ts"
import { notNull, oneOf } from "../../orm/operator.ts"
import type { App } from "../app.ts"
import type { Job } from "./scheduler.ts"

const everyMs = 5000
/** Accounts, or films, that one statement asks for at most. */
const mostAtOnce = 1000

/** Takes places out of the line for downloads whose person or film is gone. */
export function sweepLine({ slots }: Pick<App, "slots">): Job {
  return {
    name: "line",
    everyMs,
    run: async () => {
      const places = slots.owners
      if (places.length === 0) return
      const users = await idsIn(
        places.map(({ userId }) => userId),
        async (id) => [
          ...(await User.select({ id, is_locked: true })),
          ...(await User.select({ id, erase_time: notNull() })),
        ],
      )
      const films = await idsIn(
        places.map(({ movieId }) => movieId),
        (id) => Movie.select({ id, is_delete: true }),
      )
      slots.dropWhere(({ userId }) => users.has(userId), "NOT_LOGGED_IN")
      const over = new Set<string>()
      for (const { userId, movieId } of places) {
        if (films.has(movieId) && !(await isStillTheirs(userId, movieId))) over.add(`${userId} ${movieId}`)
      }
      slots.dropWhere(({ userId, movieId }) => over.has(`${userId} ${movieId}`), "NO_SUCH_MOVIE")
    },
  }
}

/** Whether somebody may download a film of the trash: who bought it, or has begun to. */
async function isStillTheirs(user_id: number, movie_id: number): Promise<boolean> {
  if (!(await Movie.exists({ id: movie_id, purge_time: null }))) return false
  if (await hasBought(user_id, movie_id)) return true
  return DownloadRecord.exists({ user_id, movie_id, is_finished: false })
}

/** The ids of those rows that are found of some ids, a part of them at a time. */
async function idsIn(
  all: readonly number[],
  find: (id: ReturnType<typeof oneOf<number>>) => Promise<readonly { readonly id: number }[]>,
): Promise<ReadonlySet<number>> {
  const ids = [...new Set(all)]
  const found = new Set<number>()
  for (let at = 0; at < ids.length; at += mostAtOnce) {
    for (const { id } of await find(oneOf(ids.slice(at, at + mostAtOnce)))) found.add(id)
  }
  return found
}
