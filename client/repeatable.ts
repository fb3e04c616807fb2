import type { MessageType } from "../interface/protocol.ts"

const repeatable: ReadonlySet<MessageType> = new Set<MessageType>([
  "login",
  "who_am_i",
  "get_movie_list",
  "list_movies",
  "check_download_record",
  "list_downloads",
  "check_notice",
  "check_movie",
  "list_users",
  "lock_user",
  "unlock_user",
])

/** Whether a message may be sent a second time when nobody knows if the first one was heard: twice changes no more than once. */
export function isRepeatable(type: MessageType): boolean {
  return repeatable.has(type)
}
