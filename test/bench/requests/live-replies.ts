import { DatabaseSync } from "node:sqlite"
import type { Replies } from "./messages.ts"

/** Replies that are made of the same rows as Reelwire's, read anew each time by statements that are kept and ask for no other columns. */
export function liveReplies(path: string, replies: Replies): { readonly [type: string]: () => object } {
  const database = new DatabaseSync(path, { readOnly: true })
  const userById = database.prepare(
    "SELECT u.id, u.name, u.user_type, u.role, u.vip_until, u.register_time, a.balance_fen FROM user u JOIN account a ON a.user_id = u.id WHERE u.id = ?",
  )
  const unread = database.prepare(
    `SELECT COUNT(*) AS unread FROM (
      SELECT n.id FROM notice n LEFT JOIN notice_reading r ON r.notice_id = n.id AND r.user_id = ?1
      WHERE (n.audience = 'all' OR n.user_id = ?1) AND n.withdraw_time IS NULL AND r.id IS NULL
      ORDER BY n.id DESC LIMIT 100)`,
  )
  const films = database.prepare(
    "SELECT name, is_free, id FROM movie WHERE is_delete = 0 ORDER BY id DESC LIMIT 3530",
  )
  return {
    who_am_i: () => {
      // The member was registered second.
      const { register_time, vip_until, ...own } = userById.get(2) ?? {}
      return {
        ...replies.who_am_i,
        ...own,
        vip_until: vip_until === null ? null : new Date(Number(vip_until)).toISOString(),
        register_time: new Date(Number(register_time)).toISOString(),
        ...unread.get(2),
      }
    },
    get_movie_list: () => {
      const list = films.all().map(({ name, is_free, id }) => [name, is_free === 1 ? "免费" : "收费", id])
      return { ...replies.get_movie_list, movie_list: list.reverse() }
    },
  }
}
