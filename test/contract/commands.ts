import type { MessageType } from "../../interface/protocol.ts"
import type { Client } from "../kit/cli.ts"

/** The fields of a request. */
type Fields = Readonly<Record<string, unknown>>

/** Which client sends a message, and the words of its command; undefined for fields that nobody can say there. */
type Command = { readonly client: Client; readonly words: (fields: Fields) => readonly string[] | undefined }

function yuan(fen: unknown): string {
  return (Number(fen) / 100).toFixed(2)
}

/** A command whose words are a name and some of the fields. */
function admin(name: string, ...fields: readonly string[]): Command {
  return {
    client: "admin",
    words: (given) => [...name.split(" "), ...fields.map((field) => String(given[field]))],
  }
}

function user(name: string, ...fields: readonly string[]): Command {
  return { ...admin(name, ...fields), client: "user" }
}

/** The messages that have a command of their own: what is asked by it is asked in the words of a person. */
export const commands: Partial<Record<MessageType, Command>> = {
  who_am_i: user("whoami"),
  get_profile: user("profile show"),
  list_devices: user("devices list"),
  change_name: user("rename", "name"),
  buy_movie: {
    client: "user",
    // It asks for the price itself, and makes its key.
    words: ({ movie_id, price_fen }) => (price_fen === 999 ? undefined : ["buy", String(movie_id)]),
  },
  list_purchases: user("purchases"),
  redeem_voucher: user("redeem", "code"),
  list_statement: user("statement"),
  show_movie: user("show", "movie_id"),
  delete_movie: admin("delete", "delete_movie_id"),
  restore_movie: admin("trash restore", "movie_id"),
  purge_movie: admin("trash purge", "movie_id"),
  set_price: {
    client: "admin",
    words: ({ movie_id, price_fen }) => ["prices", "set", String(movie_id), "--price", yuan(price_fen)],
  },
  drop_upload: admin("uploads drop", "upload_id"),
  list_uploads: admin("uploads list"),
  list_trash: admin("trash list"),
  list_voucher_batches: admin("vouchers list"),
  show_voucher_batch: admin("vouchers show", "batch_id"),
  revoke_vouchers: admin("vouchers revoke", "batch_id"),
  refund: admin("refund", "transaction_id", "reason"),
  adjust_balance: {
    client: "admin",
    words: ({ name, amount_fen, reason }) => ["adjust", "--", String(name), yuan(amount_fen), String(reason)],
  },
  show_user: admin("users show", "name"),
  lock_user: admin("users lock", "name"),
  unlock_user: admin("users unlock", "name"),
  withdraw_notice: admin("notices withdraw", "notice_id"),
  list_staff_actions: {
    client: "admin",
    words: ({ actor }) => ["trail", ...(actor === undefined ? [] : ["--actor", String(actor)])],
  },
  list_queue: admin("queue"),
  statistics: admin("statistics"),
}

/** What a client knows before it asks, or while it looks a film up, and says with a code of its own. */
export const ownCodes: Readonly<Record<string, string | 0>> = {
  "restore_movie NO_SUCH_MOVIE": "NOT_IN_TRASH",
  "purge_movie NO_SUCH_MOVIE": "NOT_IN_TRASH",
  "drop_upload NO_SUCH_UPLOAD": "NO_SUCH_UPLOAD",
  "delete_movie NO_SUCH_MOVIE": "NO_SUCH_MOVIE",
  "buy_movie NO_SUCH_MOVIE": "NO_SUCH_MOVIE",
  "set_price NO_SUCH_MOVIE": "NO_SUCH_MOVIE",
  "buy_movie NOT_FOR_SALE": "FILM_IS_FREE",
  // Who has a film already has what they wanted.
  "buy_movie ALREADY_BOUGHT": 0,
}
