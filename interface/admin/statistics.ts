import { z } from "zod"
import { Movie } from "../../db/movie.ts"
import { User } from "../../db/user.ts"
import { now } from "../../orm/expression.ts"
import { gt, oneOf } from "../../orm/operator.ts"
import { count, rowId } from "../fields.ts"
import { message } from "../message.ts"
import { byDay } from "../statistics/by-day.ts"
import { storageFigures } from "../statistics/storage-figures.ts"

/** Films that are named. */
const mostFilms = 20

const day = z.iso.date()

/** statistics: what a house's staff wants to see at a glance. */
export const statistics = message(
  "statistics",
  {
    doc: "Tells what happened in the last days (in UTC, today included), and what the store holds.",
    access: "staff",
    reads: true,
    request: { days: z.int().min(1).max(366).default(30) },
    reply: {
      films: z
        .array(z.object({ movie_id: rowId(), name: z.string(), downloads: count }))
        .describe("by downloads begun in these days, at most 20, most first"),
      days: z
        .array(
          z.object({
            day,
            downloads: count,
            registrations: count,
            income_fen: z.int().describe("what members paid for films and VIP, less refunds"),
          }),
        )
        .describe("each day, those without anything too, oldest first"),
      storage: z.object({
        film_count: count,
        film_bytes: count.describe("of films in the library; those of the same content count once"),
        trash_count: count,
        trash_bytes: count.describe(
          "of films in the trash whose content the library doesn't have, each content once",
        ),
        upload_count: count,
        upload_bytes: count.describe("that unfinished uploads have reserved"),
        free_bytes: count.describe("that further films may take"),
      }),
      members: z.object({
        all: count,
        vip: count,
        live: count.describe("people who are logged in on this server, the staff too"),
      }),
    },
    done: { en: "Here are the figures.", zh: "获取统计成功" },
    fails: [],
  },
  async ({ sessions, store }, { days: wanted }) => {
    const { days, downloadsOf } = await byDay(wanted)
    return {
      films: await mostDownloaded(downloadsOf),
      days,
      storage: await storageFigures(store),
      members: {
        // Every member there is, which is what is asked for: a walk along an index that holds all that it takes.
        all: await User.count({ user_type: "user", erase_time: null }),
        vip: await User.count({ user_type: "user", vip_until: gt(now()), erase_time: null }),
        live: sessions.peopleCount(),
      },
    }
  },
)

async function mostDownloaded(downloadsOf: ReadonlyMap<number, number>) {
  const most = [...downloadsOf].sort(([a, some], [b, others]) => others - some || a - b).slice(0, mostFilms)
  const films = await Movie.select({ id: oneOf(most.map(([id]) => id)) })
  const names = new Map(films.map(({ id, name }) => [id, name]))
  return most.map(([movie_id, downloads]) => ({ movie_id, name: names.get(movie_id) ?? "", downloads }))
}
