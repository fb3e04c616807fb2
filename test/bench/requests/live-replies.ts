import { DatabaseSync } from "node:sqlite"
import type { Replies } from "./messages.ts"

/** Replies that are made of the same rows as Reelwire's, read anew each time by statements that are kept and ask for no other columns. */
export function liveReplies(path: string, replies: Replies): { readonly [type: string]: () => object } {
  const database = new DatabaseSync(path, { readOnly: true })
  const userById = database.prepare(
    "SELECT id, name, user_type, is_vip, register_time FROM user WHERE id = ?",
  )
  const films = database.prepare(
    "SELECT name, is_free, id FROM movie WHERE is_delete = 0 ORDER BY id DESC LIMIT 3530",
  )
  return {
    who_am_i: () => {
      // The member was registered second.
      const { id, name, user_type, is_vip, register_time } = userById.get(2) ?? {}
      const time = new Date(Number(register_time)).toISOString()
      return { ...replies.who_am_i, user_id: id, name, user_type, is_vip, register_time: time }
    },
    get_movie_list: () => {
      const list = films.all().map(({ name, is_free, id }) => [name, is_free === 1 ? "免费" : "收费", id])
      return { ...replies.get_movie_list, movie_list: list.reverse() }
    },
  }
}
