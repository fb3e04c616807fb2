import { z } from "zod"
import type { MessageType, ReplyOf } from "../interface/protocol.ts"

const bit = z.union([z.literal(1), z.literal(0)])
const notices = z.array(z.object({ title: z.string(), content: z.string() }))
const userType = z.enum(["admin", "user"])
const count = z.int().min(0)
const none = z.object({})

const movie = z.object({
  id: z.int(),
  name: z.string(),
  size: count,
  is_free: bit,
  price_fen: count,
  upload_time: z.string(),
})

const user = z.object({
  id: z.int(),
  name: z.string(),
  user_type: userType,
  is_locked: bit,
  is_vip: bit,
  register_time: z.string(),
  last_login: z.string().nullable(),
})

const download = z.object({
  id: z.int(),
  movie_id: z.int(),
  name: z.string(),
  size: count,
  bytes: count,
  is_finished: bit,
  price_fen: count,
  time: z.string(),
})

const shapes: { readonly [Type in MessageType]: z.ZodType<ReplyOf<Type>> } = {
  register: none,
  login: z.object({ session: z.string(), is_vip: bit, user_id: z.int(), notice: notices }),
  logout: none,
  ping: none,
  who_am_i: z.object({
    user_id: z.int(),
    name: z.string(),
    user_type: userType,
    is_vip: bit,
    register_time: z.string(),
  }),
  get_movie_list: z.object({
    movie_list: z.array(z.tuple([z.string(), z.enum(["免费", "收费"]), z.int()])),
  }),
  list_movies: z.object({ movies: z.array(movie), next_before_id: z.int().nullable() }),
  buy_vip: z.object({ is_vip: bit }),
  download_movie: z.object({
    file_name: z.string(),
    file_size: count,
    file_md5: z.string(),
    wait_time: z.number().min(0).max(86_400),
    price_fen: count,
  }),
  check_download_record: z.object({ record_list: z.array(z.string()) }),
  list_downloads: z.object({ downloads: z.array(download), next_before_id: z.int().nullable() }),
  check_notice: z.object({ notice_list: notices }),
  check_movie: none,
  upload_movie: z.object({ movie_id: z.int() }),
  delete_movie: none,
  release_notice: none,
  list_users: z.object({ users: z.array(user), next_after_id: z.int().nullable() }),
  lock_user: z.object({ user_id: z.int() }),
  unlock_user: z.object({ user_id: z.int() }),
  invite_admin: z.object({ invitation: z.string(), valid_days: z.number() }),
}

/** What a reply to a message has to look like: a server is believed only as far as that. The compiler holds it to the protocol. */
export function replyShape<Type extends MessageType>(type: Type): z.ZodType<ReplyOf<Type>> {
  return shapes[type]
}
