import type { MessageType } from "../interface/protocol.ts"

const repeatable: ReadonlySet<MessageType> = new Set<MessageType>([
  "login",
  "login_device",
  "list_devices",
  "who_am_i",
  "about_server",
  "get_profile",
  "set_profile",
  "get_movie_list",
  "list_movies",
  "show_movie",
  "note_position",
  "list_watching",
  // Its request_key has it done once; buy_vip may go without one.
  "buy_movie",
  "vip_terms",
  "list_purchases",
  "list_statement",
  "set_price",
  "set_offer",
  "set_free",
  "edit_movie",
  "use_poster",
  "check_download_record",
  "list_downloads",
  "get_manifest",
  "delivered",
  "leave_queue",
  "list_queue",
  "statistics",
  "check_notice",
  "list_notices",
  "read_notices",
  "acknowledge_notice",
  "subscribe",
  "list_all_notices",
  "list_notice_readers",
  "check_movie",
  "list_users",
  "show_user",
  "list_staff_actions",
  "take_vip",
  "set_role",
  "lock_user",
  "unlock_user",
  "check_upload",
  "list_uploads",
  "list_trash",
  "check_store",
  "redeem_voucher",
  "make_vouchers",
  "list_voucher_batches",
  "show_voucher_batch",
  "revoke_vouchers",
  "refund",
  "adjust_balance",
  "list_ledger",
  "ledger_sums",
  "check_books",
  "credit_payment",
])

/** Whether a message may be sent a second time when nobody knows if the first one was heard: twice changes no more than once. */
export function isRepeatable(type: MessageType): boolean {
  return repeatable.has(type)
}

const slow: ReadonlySet<MessageType> = new Set<MessageType>(["start_upload", "check_upload", "finish_upload"])

/** Whether the server may have a whole film to go through before it replies. */
export function isSlow(type: MessageType): boolean {
  return slow.has(type)
}
