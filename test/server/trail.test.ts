import assert from "node:assert/strict"
import { test } from "node:test"
import { blake3 } from "@napi-rs/blake-hash"
import { LedgerTransaction } from "../../db/ledger-transaction.ts"
import { StaffAction } from "../../db/staff-action.ts"
import { hexOf } from "../../interface/pieces/content-id.ts"
import { type MessageType, protocol } from "../../interface/protocol.ts"
import { forEachDatabase } from "../kit/databases.ts"
import { makeFilm } from "../kit/films.ts"
import type { Peer } from "../kit/peer.ts"
import {
  connectAdmin,
  connectMember,
  connectStaff,
  listIn,
  numberIn,
  password,
  textIn,
} from "../kit/people.ts"
import { makePicture } from "../kit/pictures.ts"
import { startServer, type TestServer } from "../kit/server.ts"
import { asObject } from "../kit/shapes.ts"

/** The staff's messages that only read, and those that are a part of something whose end leaves its line. */
const unrecorded: ReadonlySet<MessageType> = new Set<MessageType>([
  "check_movie",
  "list_trash",
  "list_users",
  "show_user",
  "list_staff_actions",
  "list_voucher_batches",
  "show_voucher_batch",
  "list_ledger",
  "ledger_sums",
  "check_books",
  "list_all_notices",
  "list_notice_readers",
  "list_queue",
  "statistics",
  // An upload under way is no film yet: finish_upload and drop_upload tell of it.
  "start_upload",
  "send_piece",
  "check_upload",
  "list_uploads",
])

const film = makeFilm(100)
const { file_name, file_size, file_md5, is_free } = film.request
const seed = "5eed".repeat(16)

/** An admin, who has a member's account of 100 yuan to change. */
type Scene = { readonly admin: Peer; readonly server: TestServer }
type Prepared = { readonly fields: object; readonly target: string | RegExp; readonly bytes?: Uint8Array }

let keys = 0

function newKey(): string {
  return `request-key-${String(keys++).padStart(8, "0")}`
}

async function newFilm({ admin }: Scene): Promise<number> {
  return numberIn(await admin.ok(film.request, film.bytes), "movie_id")
}

async function posterOf({ admin }: Scene, movie_id: number): Promise<string> {
  const bytes = await makePicture({ grey: 50 })
  return textIn(await admin.ok({ type: "set_poster", movie_id, file_size: bytes.length }, bytes), "poster")
}

async function deletedFilm(scene: Scene): Promise<number> {
  const id = await newFilm(scene)
  await scene.admin.ok({ type: "delete_movie", delete_movie_id: id })
  return id
}

async function newUpload({ admin }: Scene): Promise<number> {
  const started = await admin.ok({ type: "start_upload", file_name, film_size: file_size, file_md5, is_free })
  return numberIn(started, "upload_id")
}

async function wholeUpload(scene: Scene): Promise<number> {
  const upload_id = await newUpload(scene)
  const hash = hexOf(blake3(film.bytes))
  await scene.admin.ok({ type: "send_piece", upload_id, piece: 0, hash, file_size }, film.bytes)
  return upload_id
}

async function newBatch({ admin }: Scene): Promise<number> {
  const terms = { value_fen: 100, count: 2, seed, request_key: newKey() }
  return numberIn(await admin.ok({ type: "make_vouchers", ...terms }), "batch_id")
}

async function newNotice({ admin }: Scene): Promise<number> {
  return numberIn(await admin.ok({ type: "release_notice", title: "t", content: "c" }), "notice_id")
}

const member = { name: "member" }

/** How each message that changes something is made to, and what it says that it did it to. */
const changes: Readonly<Record<string, (scene: Scene) => Promise<Prepared>>> = {
  upload_movie: async () => ({ fields: film.request, bytes: film.bytes, target: /^movie \d+$/ }),
  finish_upload: async (scene) => ({
    fields: { upload_id: await wholeUpload(scene) },
    target: /^movie \d+$/,
  }),
  drop_upload: async (scene) => {
    const id = await newUpload(scene)
    return { fields: { upload_id: id }, target: `upload ${id}` }
  },
  delete_movie: async (scene) => {
    const id = await newFilm(scene)
    return { fields: { delete_movie_id: id }, target: `movie ${id}` }
  },
  restore_movie: async (scene) => {
    const id = await deletedFilm(scene)
    return { fields: { movie_id: id }, target: `movie ${id}` }
  },
  purge_movie: async (scene) => {
    const id = await deletedFilm(scene)
    return { fields: { movie_id: id }, target: `movie ${id}` }
  },
  edit_movie: async (scene) => {
    const id = await newFilm(scene)
    return { fields: { movie_id: id, name: "another name" }, target: `movie ${id}` }
  },
  set_free: async (scene) => {
    const id = await newFilm(scene)
    return { fields: { movie_id: id, is_free: 0 }, target: `movie ${id}` }
  },
  set_price: async (scene) => {
    const id = await newFilm(scene)
    return { fields: { movie_id: id, price_fen: 700 }, target: `movie ${id}` }
  },
  set_offer: async (scene) => {
    const id = await newFilm(scene)
    return { fields: { movie_id: id, offer_fen: 300 }, target: `movie ${id}` }
  },
  set_poster: async (scene) => {
    const id = await newFilm(scene)
    const bytes = await makePicture()
    return { fields: { movie_id: id, file_size: bytes.length }, bytes, target: `movie ${id}` }
  },
  use_poster: async (scene) => {
    const id = await newFilm(scene)
    await posterOf(scene, id)
    return { fields: { movie_id: id, poster: null }, target: `movie ${id}` }
  },
  check_store: async () => ({ fields: { begin: 1, repair: 1 }, target: "store" }),
  release_notice: async () => ({ fields: { title: "t", content: "c" }, target: /^notice \d+$/ }),
  edit_notice: async (scene) => {
    const id = await newNotice(scene)
    return { fields: { notice_id: id, title: "another" }, target: `notice ${id}` }
  },
  withdraw_notice: async (scene) => {
    const id = await newNotice(scene)
    return { fields: { notice_id: id }, target: `notice ${id}` }
  },
  lock_user: async () => ({ fields: member, target: "user 2" }),
  unlock_user: async ({ admin }) => {
    await admin.ask({ type: "lock_user", ...member })
    return { fields: member, target: "user 2" }
  },
  set_password: async () => ({ fields: { ...member, password }, target: "user 2" }),
  give_vip: async () => ({ fields: { ...member, days: 30 }, target: "user 2" }),
  take_vip: async ({ admin }) => {
    await admin.ok({ type: "give_vip", ...member, days: 30 })
    return { fields: member, target: "user 2" }
  },
  set_role: async ({ admin, server }) => {
    await connectStaff(server, admin, "editor")
    return { fields: { name: "editor", role: "cashier" }, target: /^user \d+$/ }
  },
  invite_admin: async () => ({ fields: { role: "cashier" }, target: /^invitation \d+$/ }),
  invite_member: async () => ({ fields: { count: 2 }, target: /^invitation \d+$/ }),
  make_vouchers: async () => ({
    fields: { value_fen: 100, count: 2, seed, request_key: newKey() },
    target: /^voucher batch \d+$/,
  }),
  revoke_vouchers: async (scene) => {
    const id = await newBatch(scene)
    return { fields: { batch_id: id }, target: `voucher batch ${id}` }
  },
  adjust_balance: async () => ({
    fields: { ...member, amount_fen: 100, reason: "cash", request_key: newKey() },
    target: "user 2",
  }),
  refund: async ({ server }) => {
    const buyer = await connectMember(server, "buyer")
    const terms = { days: 30, price_fen: 3000, request_key: newKey() }
    await buyer.ok({ type: "buy_vip", ...terms })
    const paid = await server.running.app.database.run(() => LedgerTransaction.first({ kind: "vip" }))
    const transaction_id = paid?.id
    const fields = { transaction_id, reason: "mistake", request_key: newKey() }
    return { fields, target: `transaction ${transaction_id}` }
  },
}

test("every message of the staff's is known to leave a line in its trail, or not to change anything", () => {
  const ofStaff = protocol
    .filter(({ access }) => access !== "anyone" && access !== "member")
    .map(({ type }) => type)
  assert.deepEqual([...ofStaff].sort(), [...unrecorded, ...Object.keys(changes)].sort())
})

/** Every text of a password, code or invitation in a request or a reply. */
function secretsIn(given: object): string[] {
  return Object.entries(given)
    .filter(([key]) => ["password", "seed", "codes", "invitation", "invitations"].includes(key))
    .flatMap(([, value]) => (Array.isArray(value) ? value.map(String) : [String(value)]))
}

forEachDatabase((kit) => {
  test("each change leaves one line: who did what to what, what was there before and after, and no secret", async () => {
    await using server = await startServer({}, kit)
    const admin = await connectAdmin(server)
    await connectMember(server)
    const { database } = server.running.app
    const after = (id: number): Promise<StaffAction[]> =>
      database.run(async () => (await StaffAction.select()).filter((line) => line.id > id))
    for (const [type, prepare] of Object.entries(changes)) {
      const { fields, target, bytes } = await prepare({ admin, server })
      const last = (await after(0)).at(-1)?.id ?? 0
      const reply = await admin.ok({ ...fields, type }, bytes)
      const lines = await after(last)
      assert.deepEqual([lines.length, lines[0]?.actor_id, lines[0]?.action], [1, 1, type])
      if (typeof target === "string") assert.equal(lines[0]?.target, target, type)
      else assert.match(lines[0]?.target ?? "", target)
      assert.notDeepEqual(lines[0]?.before, lines[0]?.after, type)
      for (const secret of [...secretsIn(fields), ...secretsIn(reply)]) {
        assert.ok(!JSON.stringify(lines).includes(secret), `${type} keeps ${secret}`)
      }
    }
  })

  test("what is refused, what is so already and what only reads leaves no line", async () => {
    await using server = await startServer({}, kit)
    const admin = await connectAdmin(server)
    await connectMember(server)
    const id = await newFilm({ admin, server })
    const count = (): Promise<number> => server.running.app.database.run(() => StaffAction.count())
    await admin.ok({ type: "lock_user", ...member })
    const poster = await posterOf({ admin, server }, id)
    const before = await count()
    await admin.ok({ type: "use_poster", movie_id: id, poster })
    await admin.fails("NO_SUCH_IMAGE", { type: "use_poster", movie_id: id, poster: "0".repeat(64) })
    await admin.fails("NO_SUCH_MOVIE", { type: "delete_movie", delete_movie_id: 99 })
    await admin.fails("NO_SUCH_MOVIE", { type: "restore_movie", movie_id: id })
    await admin.fails("NO_SUCH_MOVIE", { type: "purge_movie", movie_id: id })
    await admin.fails("NO_SUCH_UPLOAD", { type: "drop_upload", upload_id: 99 })
    await admin.fails("WRONG_CONTENT", { ...film.request, file_md5: "0".repeat(32) }, film.bytes)
    await admin.fails("NO_SUCH_USER", { type: "give_vip", name: "nobody", days: 1 })
    await admin.fails("LAST_ADMIN", { type: "set_role", name: "admin", role: "editor" })
    await admin.ok({ type: "lock_user", ...member })
    await admin.ok({ type: "take_vip", ...member })
    await admin.ok({ type: "set_role", name: "admin", role: "admin" })
    await admin.ok({ type: "check_store", begin: 1 })
    await admin.ok({ type: "download_movie", movie_id: id })
    await admin.bytes(100)
    assert.equal(await count(), before)
  })

  test("the trail is read newest first, page by page, and by who, what and to what", async () => {
    await using server = await startServer({}, kit)
    const admin = await connectAdmin(server)
    await connectMember(server)
    const other = await connectStaff(server, admin, "admin", "other")
    for (const days of [1, 2, 3]) await admin.ok({ type: "give_vip", ...member, days })
    await other.ok({ type: "lock_user", ...member })
    const read = async (request: object, limit: number): Promise<unknown[]> => {
      const read: unknown[] = []
      let before: unknown
      do {
        const next = before === undefined ? {} : { before_id: before }
        const page = await admin.ok({ type: "list_staff_actions", limit, ...request, ...next })
        const actions = listIn(page, "actions").map(asObject)
        read.push(...actions.map(({ actor, action }) => `${actor} ${action}`))
        before = page.next_before_id ?? undefined
      } while (before !== undefined)
      return read
    }
    const gifts = Array.from({ length: 3 }, () => "admin give_vip")
    for (const limit of [1, 2, 200]) {
      assert.deepEqual(await read({}, limit), ["other lock_user", ...gifts, "admin invite_admin"])
      assert.deepEqual(await read({ actor: "OTHER" }, limit), ["other lock_user"])
      assert.deepEqual(await read({ action: "give_vip" }, limit), gifts)
      assert.deepEqual(await read({ target: "user 2" }, limit), ["other lock_user", ...gifts])
      assert.deepEqual(await read({ target: "user 2", actor: "admin", action: "lock_user" }, limit), [])
    }
    const [line] = listIn(await admin.ok({ type: "list_staff_actions", limit: 1 }), "actions").map(asObject)
    assert.ok(Math.abs(Date.parse(String(line?.time)) - Date.now()) < 60_000)
    assert.deepEqual([line?.before, line?.after], [{ is_locked: false }, { is_locked: true }])
    await admin.fails("NO_SUCH_USER", { type: "list_staff_actions", actor: "nobody" })
  })

  test("a film and the line about it come together or not at all", async () => {
    await using server = await startServer({}, kit)
    const admin = await connectAdmin(server)
    const id = await newFilm({ admin, server })
    const { database } = server.running.app
    const { save } = StaffAction.prototype
    StaffAction.prototype.save = () => Promise.reject(new Error("no room for the line"))
    try {
      await admin.fails("INTERNAL", { type: "delete_movie", delete_movie_id: id })
      await admin.fails("INTERNAL", film.request, film.bytes)
    } finally {
      StaffAction.prototype.save = save
    }
    assert.equal(listIn(await admin.ok({ type: "list_movies" }), "movies").length, 1)
    assert.equal(await database.run(() => StaffAction.count()), 1)
  })
})
