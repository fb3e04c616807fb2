import type { ReplyOf } from "../../interface/protocol.ts"
import type { Remote } from "../remote.ts"
import { Trouble } from "../trouble.ts"
import type { MovieType } from "./readers.ts"

const limit = 200

/** A film as lists have it. */
export type Movie = ReplyOf<"list_movies">["movies"][number]

/** An account as the list of accounts has it. */
export type Account = ReplyOf<"list_users">["users"][number]

/** A download as the list of downloads has it. */
export type DownloadRecord = ReplyOf<"list_downloads">["downloads"][number]

/** A film that the member bought, as the list of them has it. */
export type Purchase = ReplyOf<"list_purchases">["purchases"][number]

/** An unfinished upload as the list of them has it. */
export type Upload = ReplyOf<"list_uploads">["uploads"][number]

/** A deleted film as the list of the trash has it. */
export type TrashedMovie = ReplyOf<"list_trash">["movies"][number]

/** A batch of vouchers as the list of them has it. */
export type VoucherBatch = ReplyOf<"list_voucher_batches">["batches"][number]

/** A voucher that was used. */
export type UsedVoucher = ReplyOf<"show_voucher_batch">["used"][number]

/** Every film of a kind, newest first, or those that a search finds, fetched page by page. */
export function allMovies(
  remote: Remote,
  { type: movie_type, search: query }: { readonly type: MovieType; readonly search: string },
  signal: AbortSignal,
): Promise<Movie[]> {
  return allPages(async (before_id) => {
    const page = before_id === undefined ? {} : { before_id }
    const reply = await remote.call("list_movies", { movie_type, query, limit, ...page }, { signal })
    return { rows: reply.movies, next: reply.next_before_id }
  })
}

/** Every account, oldest first, or those that a search finds, fetched page by page. */
export function allUsers(remote: Remote, signal: AbortSignal, search = ""): Promise<Account[]> {
  const wanted = search === "" ? {} : { search }
  return allPages(async (after_id) => {
    const page = after_id === undefined ? {} : { after_id }
    const reply = await remote.call("list_users", { limit, ...wanted, ...page }, { signal })
    return { rows: reply.users, next: reply.next_after_id }
  })
}

/** Every download of who is logged in, newest first, fetched page by page. */
export function allDownloads(remote: Remote, signal: AbortSignal): Promise<DownloadRecord[]> {
  return allPages(async (before_id) => {
    const page = before_id === undefined ? {} : { before_id }
    const reply = await remote.call("list_downloads", { limit, ...page }, { signal })
    return { rows: reply.downloads, next: reply.next_before_id }
  })
}

/** Every film that whoever is logged in bought, newest first, fetched page by page. */
export function allPurchases(remote: Remote, signal: AbortSignal): Promise<Purchase[]> {
  return allPages(async (before_id) => {
    const page = before_id === undefined ? {} : { before_id }
    const reply = await remote.call("list_purchases", { limit, ...page }, { signal })
    return { rows: reply.purchases, next: reply.next_before_id }
  })
}

/** Every unfinished upload, newest first, fetched page by page. */
export function allUploads(remote: Remote, signal: AbortSignal): Promise<Upload[]> {
  return allPages(async (before_id) => {
    const page = before_id === undefined ? {} : { before_id }
    const reply = await remote.call("list_uploads", { limit, ...page }, { signal })
    return { rows: reply.uploads, next: reply.next_before_id }
  })
}

/** One unfinished upload; throws Trouble NO_SUCH_UPLOAD. */
export async function findUpload(remote: Remote, id: number, signal: AbortSignal): Promise<Upload> {
  const { uploads } = await remote.call("list_uploads", { before_id: id + 1, limit: 1 }, { signal })
  const [upload] = uploads
  if (upload?.id !== id) throw new Trouble("NO_SUCH_UPLOAD", { id })
  return upload
}

/** Every film of the trash, the highest number first, fetched page by page. */
export function allTrash(remote: Remote, signal: AbortSignal): Promise<TrashedMovie[]> {
  return allPages(async (before_id) => {
    const page = before_id === undefined ? {} : { before_id }
    const reply = await remote.call("list_trash", { limit, ...page }, { signal })
    return { rows: reply.movies, next: reply.next_before_id }
  })
}

/** One film of the trash; undefined where it isn't there. */
export async function findTrashed(
  remote: Remote,
  id: number,
  signal: AbortSignal,
): Promise<TrashedMovie | undefined> {
  const { movies } = await remote.call("list_trash", { before_id: id + 1, limit: 1 }, { signal })
  const [movie] = movies
  return movie?.id === id ? movie : undefined
}

/** Every batch of vouchers, newest first, fetched page by page. */
export function allVoucherBatches(remote: Remote, signal: AbortSignal): Promise<VoucherBatch[]> {
  return allPages(async (before_id) => {
    const page = before_id === undefined ? {} : { before_id }
    const reply = await remote.call("list_voucher_batches", { limit: 50, ...page }, { signal })
    return { rows: reply.batches, next: reply.next_before_id }
  })
}

/** Every used voucher of a batch, fetched page by page. */
export function allUsedVouchers(
  remote: Remote,
  batch_id: number,
  signal: AbortSignal,
): Promise<UsedVoucher[]> {
  return allPages(async (after_id) => {
    const page = after_id === undefined ? {} : { after_id }
    const reply = await remote.call("show_voucher_batch", { batch_id, limit, ...page }, { signal })
    return { rows: reply.used, next: reply.next_after_id }
  })
}

/** The first `most` of a list, fetched page by page; `fetchPage` is told how many are still wanted. */
export async function firstPages<Row>(
  most: number,
  fetchPage: (from: number | undefined, left: number) => Promise<{ rows: Row[]; next: number | null }>,
): Promise<Row[]> {
  let left = most
  return allPages(async (from) => {
    const { rows, next } = await fetchPage(from, left)
    left -= rows.length
    return { rows, next: left > 0 ? next : null }
  })
}

/** Every row of a list that comes page by page; throws Trouble NOT_REELWIRE where the pages go round in circles. */
export async function allPages<Row>(
  fetchPage: (from: number | undefined) => Promise<{ rows: Row[]; next: number | null }>,
): Promise<Row[]> {
  const all: Row[] = []
  const seen = new Set<number>()
  for (let from: number | undefined; ; ) {
    const { rows, next } = await fetchPage(from)
    for (const row of rows) all.push(row)
    if (next === null) return all
    // A server that sends one page again and again would keep us for ever.
    if (seen.has(next) || rows.length === 0) throw new Trouble("NOT_REELWIRE")
    seen.add(next)
    from = next
  }
}
