import { z } from "zod"
import { Movie } from "../../db/movie.ts"
import { User } from "../../db/user.ts"
import { oneOf } from "../../orm/operator.ts"
import { bit, count, pageLimit, rowId, toBit } from "../fields.ts"
import { message } from "../message.ts"

const owner = { user_id: rowId(), user_name: z.string(), movie_id: rowId(), movie_name: z.string() }
const seconds = z.number().min(0)

/** list_queue: who downloads, and who waits for it. */
export const listQueue = message(
  "list_queue",
  {
    doc: "Lists the transfer slots that are taken, and the line for them in the order in which it will be served, a page at a time; the slots come with the first page, two hundred at most.",
    access: "staff",
    reads: true,
    request: {
      first: count.default(0).describe("next_first of the page before; nothing for the first page"),
      limit: pageLimit,
    },
    reply: {
      most_slots: count.describe("0 for no limit"),
      slots_taken: count,
      waiting: count,
      slots: z.array(
        z.object({
          ...owner,
          download_id: rowId().nullable().describe("null before it has begun"),
          held_s: seconds,
          bytes: count,
          state: z.enum(["sending", "between", "offered"]),
        }),
      ),
      line: z.array(
        z.object({
          ...owner,
          is_vip: bit,
          waited_s: seconds,
          is_away: bit.describe("1 where no connection of theirs is there to be told"),
          front_users: count,
          estimate_s: count.nullable(),
        }),
      ),
      next_first: count.nullable().describe("null on the last page"),
    },
    done: { en: "Here is the line for downloads.", zh: "获取下载队列成功" },
    fails: [],
  },
  async ({ slots: all }, { first, limit }) => {
    const { mostSlots, slots, places } = all.state()
    const shown = first === 0 ? slots.slice(0, 200) : []
    const page = places.slice(first, first + limit)
    const named = await namesOf([...shown, ...page])
    return {
      most_slots: mostSlots,
      slots_taken: slots.length,
      waiting: places.length,
      slots: shown.map((slot) => ({
        ...named(slot),
        download_id: slot.downloadId,
        held_s: Math.floor(slot.heldMs / 1000),
        bytes: slot.bytes,
        state: slot.state,
      })),
      line: page.map((place) => ({
        ...named(place),
        is_vip: toBit(place.isVip),
        waited_s: Math.max(0, Math.floor(place.waitedMs / 1000)),
        is_away: toBit(!place.isPresent),
        front_users: place.frontUsers,
        estimate_s: place.estimateS,
      })),
      next_first: first + limit < places.length ? first + limit : null,
    }
  },
)

type Owner = { readonly userId: number; readonly movieId: number }
type Named = { user_id: number; user_name: string; movie_id: number; movie_name: string }

/** Looks all names up in two statements. */
async function namesOf(owners: readonly Owner[]): Promise<(owner: Owner) => Named> {
  const users = await User.select({ id: oneOf([...new Set(owners.map(({ userId }) => userId))]) })
  const movies = await Movie.select({ id: oneOf([...new Set(owners.map(({ movieId }) => movieId))]) })
  const userNames = new Map(users.map(({ id, name }) => [id, name]))
  const movieNames = new Map(movies.map(({ id, name }) => [id, name]))
  return ({ userId, movieId }) => ({
    user_id: userId,
    user_name: userNames.get(userId) ?? "",
    movie_id: movieId,
    movie_name: movieNames.get(movieId) ?? "",
  })
}
