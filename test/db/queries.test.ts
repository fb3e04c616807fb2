import assert from "node:assert/strict"
import { createHmac, randomUUID } from "node:crypto"
import { test } from "node:test"
import { blake3 } from "@napi-rs/blake-hash"
import { pino } from "pino"
import { loadSettings } from "../../conf/load-settings.ts"
import { Account, memberAccount } from "../../db/account.ts"
import { Device } from "../../db/device.ts"
import { DownloadRecord } from "../../db/download-record.ts"
import { FilmSearch } from "../../db/film-search.ts"
import { Invitation } from "../../db/invitation.ts"
import { LedgerEntry } from "../../db/ledger-entry.ts"
import { LedgerTransaction } from "../../db/ledger-transaction.ts"
import { migrations } from "../../db/migrations/all.ts"
import { Movie } from "../../db/movie.ts"
import { Notice } from "../../db/notice.ts"
import { NoticeReading } from "../../db/notice-reading.ts"
import { Payment } from "../../db/payment.ts"
import { Purchase } from "../../db/purchase.ts"
import { QueuePlace } from "../../db/queue-place.ts"
import { RequestKey } from "../../db/request-key.ts"
import { StaffAction } from "../../db/staff-action.ts"
import { Upload } from "../../db/upload.ts"
import { User } from "../../db/user.ts"
import { Verification } from "../../db/verification.ts"
import { Voucher } from "../../db/voucher.ts"
import { VoucherBatch } from "../../db/voucher-batch.ts"
import { Watching } from "../../db/watching.ts"
import type { Letter } from "../../interface/context.ts"
import { bookParts } from "../../interface/money/books/difference.ts"
import { hexOf } from "../../interface/pieces/content-id.ts"
import { protocol } from "../../interface/protocol.ts"
import type { Bound } from "../../orm/codec.ts"
import type { Database } from "../../orm/database.ts"
import { explain } from "../../orm/explain.ts"
import { now } from "../../orm/expression.ts"
import { migrate } from "../../orm/migrate.ts"
import { schemaDifferences } from "../../orm/schema-differences.ts"
import { Background } from "../../server/background.ts"
import { FilmLinks } from "../../server/gateway/films/film-links.ts"
import { SteadyLimit } from "../../server/hourly-limit.ts"
import { closeExpiredVouchers } from "../../server/jobs/close-expired-vouchers.ts"
import { Digests } from "../../server/jobs/digests.ts"
import { expireUploads } from "../../server/jobs/expire-uploads.ts"
import { forgetCodes } from "../../server/jobs/forget-codes.ts"
import { forgetDevices } from "../../server/jobs/forget-devices.ts"
import { forgetPictures } from "../../server/jobs/forget-pictures.ts"
import { forgetRequestKeys } from "../../server/jobs/forget-request-keys.ts"
import { ProbeFilms } from "../../server/jobs/probe-films.ts"
import { purgeExpired } from "../../server/jobs/purge-expired.ts"
import { remindVips } from "../../server/jobs/remind-vips.ts"
import type { startJobs } from "../../server/jobs/start-jobs.ts"
import { sweepLine } from "../../server/jobs/sweep-line.ts"
import { writeSearchTexts } from "../../server/jobs/write-search-texts.ts"
import { SlowdownGuard } from "../../server/login-guard.ts"
import { Metrics } from "../../server/metrics/metrics.ts"
import { NameTries } from "../../server/name-tries.ts"
import { Argon2Passwords } from "../../server/passwords.ts"
import { DiskPictures } from "../../server/pictures/disk-pictures.ts"
import { PushHub } from "../../server/pushes/push-hub.ts"
import { TransferQueue } from "../../server/queue/transfer-queue.ts"
import { Pacer } from "../../server/sending/pacer.ts"
import { LiveSessions } from "../../server/sessions.ts"
import { DiskStoreCheck } from "../../server/store/check/disk-store-check.ts"
import { DiskStore } from "../../server/store/disk-store.ts"
import { listen } from "../../server/tcp.ts"
import { type DatabaseKit, forEachDatabase, type TestDatabase } from "../kit/databases.ts"
import { fillLedger } from "../kit/fill-ledger.ts"
import { makeFilm } from "../kit/films.ts"
import { codeIn } from "../kit/letters.ts"
import { Peer, type Reply } from "../kit/peer.ts"
import { logIn, password } from "../kit/people.ts"
import { agePictures, makePicture } from "../kit/pictures.ts"
import { temporaryFolder } from "../kit/temporary-folder.ts"
import { until } from "../kit/until.ts"

const models = [
  User,
  Movie,
  Notice,
  DownloadRecord,
  Invitation,
  Upload,
  Device,
  Verification,
  Account,
  LedgerTransaction,
  LedgerEntry,
  Purchase,
  RequestKey,
  VoucherBatch,
  Voucher,
  Payment,
  StaffAction,
  NoticeReading,
  QueuePlace,
  Watching,
  FilmSearch,
]
/** What payments from outside are signed with. */
const paymentSecret = "x".repeat(32)
/** Rows of each table: so many that no database takes reading all of them for the cheapest way. */
const rows = 3000

/** Rows of many members, of whom each has few downloads; a third of the films is deleted. */
async function fill(): Promise<void> {
  const numbers = Array.from({ length: rows }, (_, index) => index + 1)
  await User.insert(
    numbers.map((number) => ({
      name: `user ${number}`,
      password_hash: "x",
      user_type: number % 300 === 0 ? "admin" : "user",
      role: number % 300 === 0 ? "editor" : null,
      email: `user${number}@example.com`,
      phone: `+86${13_800_000_000 + number}`,
    })),
  )
  const { id: uploader_id = 0 } = (await User.first()) ?? {}
  await Movie.insert(
    numbers.map((number) => ({
      name: `film ${number}`,
      stored_name: `stored ${number}`,
      size: 10,
      sampled_md5: String(number).padStart(32, "0"),
      is_free: number % 2 === 0,
      is_delete: number % 3 === 0,
      uploader_id,
      content_id: number % 5 === 0 ? null : String(number).padStart(64, "0"),
      probe_time: number % 100 === 0 ? null : new Date(),
      sha256: number % 7 === 0 ? null : String(number).padStart(64, "0"),
    })),
  )
  await Upload.insert(
    numbers.map((number) => ({
      name: `film ${number}`,
      stored_name: `draft ${number}`,
      size: 10,
      sampled_md5: String(number).padStart(32, "0"),
      is_free: true,
      uploader_id,
      piece_bytes: 10,
    })),
  )
  await Notice.insert(
    numbers.map((number) => ({
      title: `n ${number}`,
      content: "c",
      author_id: uploader_id,
      is_pinned: number % 100 === 0,
      must_acknowledge: number % 150 === 0,
      ...kindOf(number, uploader_id),
    })),
  )
  await Invitation.insert(
    numbers.map((number) => ({ code_hash: String(number).padStart(64, "0"), issuer_id: uploader_id })),
  )
  const users = await User.select({}, { orderBy: "id" })
  const notices = await Notice.select({ audience: "all" }, { orderBy: "id", limit: 3 })
  await NoticeReading.insert(
    users.flatMap((user) => notices.map((notice) => ({ user_id: user.id, notice_id: notice.id }))),
  )
  await Device.insert(
    users.map(({ id }) => ({
      user_id: id,
      device_key: `key ${id}`,
      name: "device",
      series_hash: `series ${id}`,
      token_hash: "x",
    })),
  )
  await Account.insert(users.map(({ id }) => ({ name: memberAccount(id), user_id: id })))
  await StaffAction.insert(
    users.map(({ id }) => ({ actor_id: id, action: `action ${id % 50}`, target: `user ${id}` })),
  )
  const movies = await Movie.select({}, { orderBy: "id" })
  // A few films were stored before there was a search.
  await FilmSearch.insert(movies.slice(5).map(({ id, name }) => ({ id, search_text: name })))
  await Watching.insert(
    users
      .flatMap(({ id }, index) => [
        { user_id: id, movie_id: movies[index]?.id ?? 0, position_ms: 1 },
        { user_id: id, movie_id: movies[0]?.id ?? 0, position_ms: 1, is_finished: true },
      ])
      .slice(2),
  )
  await DownloadRecord.insert(
    users.map(({ id }, index) => ({ user_id: id, movie_id: movies[index]?.id ?? 0, price_fen: 0n })),
  )
  await Verification.insert(
    users.map(({ id }) => ({
      user_id: id,
      purpose: "email",
      address: `${id}@films.example`,
      code_hash: "x",
      use_time: new Date(0),
    })),
  )
  await fillLedger(users)
}

/** A third of the notices is to everybody, and of the rest most were written to people by the server. */
function kindOf(number: number, user_id: number) {
  if (number % 3 === 0) return {}
  if (number % 10 === 1) return { audience: "vip" as const }
  return { audience: "person" as const, user_id: user_id + 1 + (number % 1000), is_system: true }
}

/** Lets MariaDB know how many rows there are, which it would learn of by and by. */
async function refreshStatistics({ database }: TestDatabase, { name }: DatabaseKit): Promise<void> {
  if (name === "sqlite") return
  const tables = models.map(({ definition }) => definition.quotedTable).join(", ")
  await database.driver.table(`ANALYZE TABLE ${tables}`, [])
}

/** Sends a message that goes well, and remembers its type. */
type Send = (type: string, fields?: object, bytes?: Uint8Array) => Promise<Reply>

/** Sends every message of the table, in an order in which each goes well; answers their types. */
async function sendAll(
  peer: Peer,
  database: Database,
  posted: readonly Letter[],
): Promise<ReadonlySet<string>> {
  const film = makeFilm(100)
  const sent = new Set<string>(["register", "login"])
  await peer.ok({ type: "register", name: "admin", password, user_type: "admin" })
  await logIn(peer, "admin", "admin")
  const send: Send = async (type, fields = {}, bytes) => {
    sent.add(type)
    const hasFilm = type === "upload_movie" || type === "send_piece"
    return peer.ok({ type, ...fields }, hasFilm ? film.bytes : bytes)
  }
  await sendOwnAccount(peer, send, database, posted)
  await logIn(peer, "admin", "admin")
  const { invitation } = await send("invite_admin")
  await peer.ok({ type: "register", name: "other", password, user_type: "admin", invitation })
  for (const type of ["ping", "about_server", "who_am_i", "vip_terms", "check_notice"]) await send(type)
  await send("check_movie", { file_md5: film.request.file_md5 })
  const { movie_id } = await send("upload_movie", film.request)
  for (const movie_type of ["all", "free", "charge"]) {
    await send("get_movie_list", { movie_type })
    await send("list_movies", { movie_type, limit: 20 })
    await send("list_movies", { movie_type, limit: 20, before_id: movie_id })
  }
  const { file_name, file_size: film_size, file_md5, is_free } = film.request
  const upload = { file_name, film_size, file_md5, is_free }
  const hash = hexOf(blake3(film.bytes))
  const dropped = await send("start_upload", upload)
  await send("drop_upload", { upload_id: dropped.upload_id })
  const { upload_id } = await send("start_upload", { ...upload, content_id: "0".repeat(64) })
  await send("start_upload", upload)
  await send("send_piece", { upload_id, piece: 0, hash, file_size: film_size })
  await send("check_upload", { upload_id })
  await send("list_uploads", { limit: 20 })
  await send("list_uploads", { limit: 20, before_id: upload_id })
  const { content_id } = await send("finish_upload", { upload_id })
  await send("start_upload", { ...upload, content_id })
  await send("get_manifest", { movie_id })
  const { download_id } = await send("download_movie", { movie_id })
  await peer.bytes(100)
  await send("download_movie", { movie_id, download_id, offset: 50 })
  await peer.bytes(50)
  const { place } = await peer.fails("QUEUED", { type: "download_movie", movie_id, queue: "tell" })
  await send("list_queue")
  await send("leave_queue", { place })
  // Its turn comes, and nobody takes it.
  await peer.fails("QUEUED", { type: "download_movie", movie_id, queue: "tell" })
  await send("delivered", { download_id })
  for (const type of ["check_download_record", "list_downloads", "list_users"]) await send(type)
  await send("list_downloads", { before_id: 5000 })
  await send("list_users", { after_id: 100, limit: 20 })
  await sendAccounts(send)
  await sendPrices(send, movie_id)
  await sendSearches(send, movie_id)
  await sendPosters(send, movie_id)
  await sendBuying(peer, send, movie_id)
  await sendLedger(send)
  await sendNotices(send)
  await send("delete_movie", { delete_movie_id: movie_id })
  await send("list_trash", { limit: 20 })
  await send("list_trash", { limit: 20, before_id: movie_id })
  await send("restore_movie", { movie_id })
  await send("delete_movie", { delete_movie_id: movie_id })
  await peer.fails("PURCHASED", { type: "purge_movie", movie_id })
  await send("purge_movie", { movie_id, even_purchased: 1 })
  // Only how far it is: the check itself reads every row, since that is what it is for.
  await send("check_store")
  const login = { name: "admin", password, user_type: "admin", session: undefined }
  const lost = await send("login", { ...login, device_key: "device-of-test-0" })
  const { session, device_token } = await send("login", { ...login, device_key: "device-of-test-1" })
  const { devices } = await send("list_devices", { session })
  const others = Array.isArray(devices) ? devices.filter(({ is_this }) => is_this === 0) : []
  for (const { id } of others) await send("revoke_device", { session, device_id: id })
  assert.equal(others.length, 1)
  const next_token = "n".repeat(43)
  await peer.fails("DEVICE_FORGOTTEN", { type: "login_device", device_token: lost.device_token, next_token })
  const kept = await send("login_device", { device_token, next_token, session: undefined })
  await peer.fails("DEVICE_STOLEN", { type: "login_device", device_token, next_token: "m".repeat(43) })
  const last = await send("login", { ...login, device_key: "device-of-test-1" })
  assert.notEqual(kept.session, last.session)
  await send("logout", { session: last.session, forget_device: 1 })
  return sent
}

/** Those by which films are found and watched, named and counted. */
async function sendSearches(send: Send, movie_id: unknown): Promise<void> {
  await send("edit_movie", { movie_id, name: "流浪地球", description: "d" })
  for (const only of [undefined, "bought", "unwatched"]) {
    for (const query of [undefined, "ll", "liulang 地球", "nothing like it"]) {
      await send("list_movies", { only, query, limit: 20 })
      await send("list_movies", { only, query, limit: 20, before_id: 1000, movie_type: "free" })
    }
  }
  await send("show_movie", { movie_id })
  for (const position_ms of [1000, 2000]) await send("note_position", { movie_id, position_ms })
  await send("list_watching", { limit: 20 })
  await send("note_position", { movie_id, position_ms: 0 })
  await send("statistics", { days: 30 })
}

/** Those about what a film costs; it costs something in the end. */
async function sendPrices(send: Send, movie_id: unknown): Promise<void> {
  await send("set_price", { movie_id, price_fen: 300, price_vip_fen: null })
  await send("set_offer", { movie_id, offer_fen: 200, until: "2999-01-01T00:00:00.000Z" })
  await send("set_free", { movie_id, is_free: 0 })
}

/** Those about a film's poster. */
async function sendPosters(send: Send, movie_id: unknown): Promise<void> {
  const picture = await makePicture()
  const { poster } = await send("set_poster", { movie_id, file_size: picture.length }, picture)
  await send("use_poster", { movie_id, poster: null })
  await send("use_poster", { movie_id, poster })
}

/** What a member buys, under a session that ends with it. */
async function sendBuying(peer: Peer, send: Send, movie_id: unknown): Promise<void> {
  const { session } = peer
  await peer.ok({ type: "register", name: "buyer", password, user_type: "user" })
  await logIn(peer, "buyer")
  await peer.fails("PAYMENT_REQUIRED", { type: "download_movie", movie_id, payment: "separate" })
  const order = { movie_id, price_fen: 200, request_key: "key-of-the-film-1" }
  for (let round = 0; round < 2; round++) await send("buy_movie", order)
  for (let round = 0; round < 2; round++) await send("buy_vip")
  for (const type of ["list_movies", "list_purchases", "list_statement", "who_am_i"]) {
    await send(type, { limit: 20 })
    await send(type, { limit: 20, before_id: 5000 })
  }
  peer.session = session
  await logIn(peer, "admin", "admin")
}

/** Those about other people's accounts, and what the staff did. */
async function sendAccounts(send: Send): Promise<void> {
  for (const search of ["user 12", "12", "user12@example.com", "+8613800000012"]) {
    await send("list_users", { search, limit: 20 })
  }
  await send("list_users", { search: "user", limit: 20, after_id: 100 })
  await send("list_users", { search: "12", limit: 20, after_id: 100 })
  await send("show_user", { name: "user 5" })
  for (const type of ["lock_user", "unlock_user"]) await send(type, { name: "user 5" })
  await send("set_password", { name: "user 5", password })
  await send("give_vip", { name: "user 5", days: 1 })
  await send("take_vip", { name: "user 5" })
  await send("invite_member")
  // Once of somebody else, and once of whoever sends them: another admin has to stay.
  await send("set_role", { name: "other", role: "editor" })
  await send("set_role", { name: "other", role: "admin" })
  for (const only of [{}, { actor: "admin" }, { action: "lock_user" }, { target: "user 5" }]) {
    await send("list_staff_actions", { ...only, limit: 20 })
    await send("list_staff_actions", { ...only, limit: 20, before_id: 2000 })
  }
}

/** Those of cashiers, and vouchers. */
async function sendLedger(send: Send): Promise<void> {
  const key = (): { request_key: string } => ({ request_key: randomUUID() })
  for (const worth of [{ value_fen: 100 }, { vip_days: 1 }]) {
    const batch = { ...worth, count: 2, expire_time: "2999-01-01T00:00:00.000Z" }
    const made = await send("make_vouchers", { ...batch, seed: "ab".repeat(32), ...key() })
    await send("redeem_voucher", { code: Array.isArray(made.codes) ? made.codes[0] : "", ...key() })
    await send("show_voucher_batch", { batch_id: made.batch_id, limit: 20 })
    await send("show_voucher_batch", { batch_id: made.batch_id, limit: 20, after_id: 1 })
    await send("revoke_vouchers", { batch_id: made.batch_id })
  }
  await send("list_voucher_batches", { limit: 20 })
  await send("list_voucher_batches", { limit: 20, before_id: 2000 })
  const credit = { reference: "r1", name: "user 5", amount_fen: 100 }
  const signature = createHmac("sha256", paymentSecret)
    .update("reelwire-credit-1\nr1\nuser 5\n100\n")
    .digest("hex")
  const { transaction_id } = await send("credit_payment", { ...credit, signature })
  await send("refund", { transaction_id, reason: "x", ...key() })
  await send("adjust_balance", { name: "user 5", amount_fen: 100, reason: "x", ...key() })
  const span = { from: "2012-01-01T00:00:00.000Z", until: "2012-03-01T00:00:00.000Z" }
  for (const only of [{}, { user: "user 5" }, { kind: "film" }, { kind: "film", user: "user 5" }, span]) {
    await send("list_ledger", { ...only, limit: 20 })
    await send("list_ledger", { ...only, limit: 20, after_id: 1000 })
  }
  await send("ledger_sums", { year: 2012 })
  for (const part of bookParts) {
    await send("check_books", { place: { part, id: 100 }, limit: 20 })
  }
}

/** Those about notices; whoever sends them is a VIP. */
async function sendNotices(send: Send): Promise<void> {
  await send("subscribe", { topics: ["notices"] })
  const { notice_id } = await send("release_notice", { title: "t", content: "c", audience: "vip" })
  for (const which of ["all", "pinned", "to_acknowledge"]) {
    await send("list_notices", { which, limit: 20 })
    await send("list_notices", { which, limit: 20, before_id: notice_id })
  }
  await send("read_notices", { ids: [notice_id, 1] })
  await send("acknowledge_notice", { notice_id })
  await send("edit_notice", { notice_id, until: "2999-01-01T00:00:00.000Z" })
  await send("edit_notice", { notice_id, audience: "all" })
  await send("list_all_notices", { limit: 20 })
  await send("list_all_notices", { limit: 20, before_id: notice_id })
  await send("list_notice_readers", { notice_id, limit: 20 })
  await send("list_notice_readers", { notice_id, limit: 20, after_id: 1 })
  await send("withdraw_notice", { notice_id })
  await send("release_notice", { title: "t", content: "c", audience: "vip" })
}

/** Sends what somebody does with their own account, from a profile to its end. */
async function sendOwnAccount(
  peer: Peer,
  send: Send,
  database: Database,
  posted: readonly Letter[],
): Promise<void> {
  await peer.ok({ type: "register", name: "own", password, user_type: "user" })
  await logIn(peer, "own")
  await send("set_profile", { email: "own@films.example", display_name: "Own", password })
  await send("get_profile")
  await send("send_code", { purpose: "email" })
  await send("verify_code", { purpose: "email", code: codeIn(posted[0] ?? assert.fail()) })
  await send("change_password", { password, new_password: password })
  await send("change_name", { name: "my own", password })
  const phone = { phone: "+8613800138000", phone_time: now() }
  await database.run(() => User.update({ name_key: "my own" }, phone))
  await send("forgot_password", { name: "my own", way: "phone" })
  const reset = () => posted.find(({ way }) => way === "phone")
  await until("a code is there", () => reset() !== undefined)
  await send("reset_password", { name: "my own", code: codeIn(reset() ?? assert.fail()), password })
  await logIn(peer, "my own")
  const { balance_fen } = await send("who_am_i", { with: "account" })
  await send("delete_account", { password, forfeit_fen: balance_fen })
}

const someFacts = {
  duration_ms: 1,
  width: 1,
  height: 1,
  container: "mp4",
  video_codec: "h264",
  audio_codec: null,
}

/** Runs once what a server does again and again beside its requests. */
async function runJobs(app: Parameters<typeof startJobs>[0]): Promise<void> {
  const { signal } = new AbortController()
  await agePictures(app.settings, 25)
  for (const job of [
    purgeExpired(app),
    expireUploads(app),
    forgetDevices(app),
    forgetCodes(),
    forgetRequestKeys(app),
    closeExpiredVouchers(app),
    new Digests(app),
    sweepLine(app),
    remindVips(app),
    writeSearchTexts(app),
    new ProbeFilms(app, async () => ({ read: async () => ({ facts: someFacts, frame: undefined }) })),
    forgetPictures(app),
    app.pushes.job,
  ]) {
    await app.database.run(() => job.run(signal))
  }
}

/** A walk through all films that aren't purged, which nearly all films are; and what of them has a narrower way to it. */
const amongAll = /\((?:is_delete=\? AND )?purge_time=\?\)/
const fewFilms = /`probe_time` IS NULL|`probe_claim` <|content_id >|film\.id >=/

/** Runs every message against a database with many rows and answers the statements that this took, and SQLite's way to each. */
async function statementsOfAll(
  kit: DatabaseKit,
  check: (sql: string, scanned: string[], params: readonly Bound[], way: string) => void,
): Promise<void> {
  await using made = await kit.fresh()
  await using folder = await temporaryFolder()
  const seen = new Map<string, readonly Bound[]>()
  const database = await made.open("", { onQuery: (sql, params) => seen.set(sql, [...params]) })
  await migrate(database, migrations)
  await database.run(fill)
  await refreshStatistics(made, kit)
  // Short lists, so that a list wants a small part of its table, as in a library of many films.
  const small = {
    REELWIRE_MAX_LIST_BYTES: "2000",
    REELWIRE_DOWNLOAD_SLOTS: "1",
    REELWIRE_WELCOME_FEN: "10000",
    REELWIRE_PAYMENT_SECRET: paymentSecret,
  }
  const settings = loadSettings({ REELWIRE_ENV: "test", REELWIRE_DATA_DIR: folder.path, ...small })
  const store = await DiskStore.open(settings.uploadsDir, 0, () => Promise.resolve("movie"))
  const log = pino({ level: "silent" })
  const pictures = new DiskPictures(settings)
  const background = new Background(log)
  const posted: Letter[] = []
  const slots = await TransferQueue.open(settings, { database, log })
  const sessions = new LiveSessions(settings)
  const pushes = new PushHub({ database, log, settings, sessions })
  let lastConnectionId = 0
  const listener = await listen({
    settings,
    database,
    store,
    storeCheck: new DiskStoreCheck({ settings, database, store, log }),
    pictures,
    slots,
    pushes,
    log,
    sessions,
    passwords: new Argon2Passwords(settings),
    loginGuard: new SlowdownGuard(settings),
    messenger: { canSend: () => true, send: async (letter) => void posted.push(letter) },
    background,
    registrations: new SteadyLimit(0),
    forgottenPasswords: new SteadyLimit(0),
    voucherTries: {
      byAccount: new NameTries(settings.voucherTriesPerHour),
      byAddress: new NameTries(settings.voucherTriesPerHour),
    },
    pacer: new Pacer(settings),
    filmLinks: new FilmLinks(settings),
    newConnectionId: () => ++lastConnectionId,
    metrics: new Metrics(),
    stopping: new AbortController().signal,
  })
  seen.clear()
  const peer = await Peer.connect({ port: listener.port })
  const sent = await sendAll(peer, database, posted)
  await runJobs({ settings, database, store, slots, pictures, pushes, log })
  await peer[Symbol.asyncDispose]()
  await pushes.stop()
  await listener.close(1)
  await background.close()
  for (const { type } of protocol) assert.ok(sent.has(type), `${type} was not run`)
  const statements = [...seen].filter(([sql]) => /^\s*(SELECT|UPDATE|DELETE)/i.test(sql))
  for (const [sql, params] of statements) {
    const way =
      kit.name === "sqlite" ? (await database.driver.table(`EXPLAIN QUERY PLAN ${sql}`, params)).rows : []
    check(sql, await explain(database, sql, params), params, way.join())
  }
}

forEachDatabase((kit) => {
  test("no message and no job reads a growing table from end to end", async () => {
    const scans: string[] = []
    let explained = 0
    await statementsOfAll(kit, (sql, scanned, params, way) => {
      explained++
      if (fewFilms.test(sql)) assert.doesNotMatch(way, amongAll, sql)
      // A JS number is bound as a double, which MySQL takes for no limit.
      if (/ LIMIT \?\s*$/.test(sql)) assert.equal(typeof params.at(-1), "bigint", sql)
      if (scanned.length > 0) scans.push(`${scanned.join()}: ${sql}`)
    })
    assert.ok(explained > 15, `only ${explained} statements were seen`)
    assert.deepEqual(scans, [])
  })

  test("the migrations make the tables that the models declare", async () => {
    await using made = await kit.fresh()
    await migrate(made.database, migrations)
    assert.deepEqual(await schemaDifferences(made.database, models), [])
  })

  test("the tables refuse what the models rule out: two of a name, and rows that point to nothing", async () => {
    await using made = await kit.fresh()
    await migrate(made.database, migrations)
    await made.database.run(async () => {
      await new User({ name: "Mei", password_hash: "x", user_type: "user" }).save()
      await assert.rejects(new User({ name: "mEI", password_hash: "x", user_type: "user" }).save(), /unique/i)
      await assert.rejects(new Notice({ title: "t", content: "c", author_id: 99 }).save())
      await assert.rejects(new DownloadRecord({ user_id: 1, movie_id: 99, price_fen: 0n }).save())
    })
  })
})
