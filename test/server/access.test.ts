import assert from "node:assert/strict"
import { test } from "node:test"
import type { Access } from "../../interface/message.ts"
import { type MessageType, protocol } from "../../interface/protocol.ts"
import { forEachDatabase } from "../kit/databases.ts"
import type { Peer, Reply } from "../kit/peer.ts"
import { connectAdmin, connectMember, connectStaff, logIn } from "../kit/people.ts"
import { startServer } from "../kit/server.ts"

/** Who may send each message. Those of the wire contract that are an admin's there are an editor's as well. */
const senders: Readonly<Record<MessageType, Access>> = {
  register: "anyone",
  login: "anyone",
  login_device: "anyone",
  ping: "anyone",
  about_server: "anyone",
  logout: "member",
  list_devices: "member",
  revoke_device: "member",
  who_am_i: "member",
  get_profile: "member",
  set_profile: "member",
  send_code: "member",
  verify_code: "member",
  change_password: "member",
  change_name: "member",
  forgot_password: "anyone",
  reset_password: "anyone",
  delete_account: "member",
  get_movie_list: "member",
  list_movies: "member",
  show_movie: "member",
  note_position: "member",
  list_watching: "member",
  buy_movie: "member",
  list_purchases: "member",
  list_statement: "member",
  vip_terms: "member",
  buy_vip: "member",
  get_manifest: "member",
  download_movie: "member",
  leave_queue: "member",
  delivered: "member",
  check_download_record: "member",
  list_downloads: "member",
  check_notice: "member",
  list_notices: "member",
  read_notices: "member",
  acknowledge_notice: "member",
  subscribe: "member",
  check_movie: "editor",
  upload_movie: "editor",
  start_upload: "editor",
  check_upload: "editor",
  send_piece: "editor",
  finish_upload: "editor",
  list_uploads: "editor",
  drop_upload: "editor",
  delete_movie: "editor",
  list_trash: "editor",
  restore_movie: "editor",
  purge_movie: "editor",
  edit_movie: "editor",
  set_poster: "editor",
  use_poster: "editor",
  set_free: "editor",
  set_price: "cashier",
  set_offer: "cashier",
  check_store: "editor",
  list_queue: "staff",
  statistics: "staff",
  release_notice: "editor",
  edit_notice: "editor",
  withdraw_notice: "editor",
  list_all_notices: "editor",
  list_notice_readers: "editor",
  list_users: "staff",
  show_user: "staff",
  lock_user: "admin",
  unlock_user: "admin",
  set_password: "admin",
  give_vip: "admin",
  take_vip: "admin",
  set_role: "admin",
  invite_admin: "admin",
  invite_member: "admin",
  list_staff_actions: "admin",
  redeem_voucher: "member",
  make_vouchers: "cashier",
  list_voucher_batches: "cashier",
  show_voucher_batch: "cashier",
  revoke_vouchers: "cashier",
  refund: "cashier",
  adjust_balance: "cashier",
  list_ledger: "cashier",
  ledger_sums: "cashier",
  check_books: "cashier",
  credit_payment: "anyone",
}

const nobody = { stranger: "NOT_LOGGED_IN" }
const members = { ...nobody, member: "NOT_ALLOWED" }

/** Whom each kind of access keeps out, and with what: everybody else is let in. */
const refusals: Readonly<Record<Access, Readonly<Partial<Record<string, string>>>>> = {
  anyone: {},
  member: nobody,
  staff: members,
  editor: { ...members, cashier: "NOT_ALLOWED" },
  cashier: { ...members, editor: "NOT_ALLOWED" },
  admin: { ...members, editor: "NOT_ALLOWED", cashier: "NOT_ALLOWED" },
}

const access = new Map<string, Access>(protocol.map((message) => [message.type, message.access]))

test("every message of the table is for those who are named here", () => {
  assert.deepEqual(Object.fromEntries(access), senders)
})

async function logInAgain(peer: Peer, name: string): Promise<void> {
  if ((await peer.ask({ type: "who_am_i" })).flag) return
  await logIn(peer, name, name === "member" ? "user" : "admin")
}

forEachDatabase((kit) => {
  test("whoever is not logged in is told to log in first, in the language asked for", async () => {
    await using server = await startServer({}, kit)
    const peer = await server.connect()
    for (const [type, who] of access) {
      if (who === "anyone") continue
      for (const session of [undefined, "", "made up", "A".repeat(43), 1, null, {}, ["x"], true]) {
        const request = { type, session, user_id: 1, file_size: 0 }
        const reply = await peer.fails("NOT_LOGGED_IN", { ...request, lang: "zh" })
        assert.equal(reply.msg, "请先登录")
        assert.equal((await peer.fails("NOT_LOGGED_IN", request)).msg, "Please log in first.")
      }
    }
  })

  test("a server set to Chinese answers in Chinese where a request names no language", async () => {
    await using server = await startServer({ lang: "zh" }, kit)
    const peer = await server.connect()
    for (const lang of [undefined, "fr", 7, null, ["en"]]) {
      assert.equal((await peer.fails("NOT_LOGGED_IN", { type: "logout", lang })).msg, "请先登录")
    }
    assert.equal(
      (await peer.fails("NOT_LOGGED_IN", { type: "logout", lang: "en" })).msg,
      "Please log in first.",
    )
  })

  test("each kind of person is let in where the table lets them in, whatever the request claims", async () => {
    await using server = await startServer({}, kit)
    const admin = await connectAdmin(server)
    const people: Readonly<Record<string, Peer>> = {
      stranger: await server.connect(),
      member: await connectMember(server),
      cashier: await connectStaff(server, admin, "cashier"),
      editor: await connectStaff(server, admin, "editor"),
      admin,
    }
    const claims = { user_id: 1, user_type: "admin", role: "admin", is_admin: 1, file_size: 0 }
    for (const [type, who] of Object.entries(senders)) {
      for (const [kind, peer] of Object.entries(people)) {
        const expected = refusals[who][kind]
        const reply: Reply = await peer.ask({ type, ...claims })
        const refused =
          reply.code === "NOT_LOGGED_IN" || reply.code === "NOT_ALLOWED" ? reply.code : undefined
        assert.equal(refused, expected, `${kind} sends ${type}`)
        // Some messages end the session that they come with.
        if (reply.flag && kind !== "stranger") await logInAgain(peer, kind)
      }
    }
  })

  test("a session presented by another connection is its owner there, and rights go with it", async () => {
    await using server = await startServer({}, kit)
    const admin = await connectAdmin(server)
    const member = await connectMember(server)
    assert.equal((await member.ok({ type: "who_am_i", session: admin.session })).user_type, "admin")
    await member.ok({ type: "list_users", session: admin.session })
    assert.equal((await member.ok({ type: "who_am_i" })).user_type, "user")
    assert.equal((await admin.ok({ type: "who_am_i", session: member.session })).user_type, "user")
  })
})
