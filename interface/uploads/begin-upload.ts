import { setTimeout as delay } from "node:timers/promises"
import type { Movie } from "../../db/movie.ts"
import { Upload } from "../../db/upload.ts"
import { now } from "../../orm/expression.ts"
import type { MemberContext } from "../context.ts"
import type { FilmStore } from "../film.ts"
import { pieceBytesFor } from "../pieces/manifest.ts"
import { damagedFilmsOf } from "./films-of-content.ts"
import { planOf } from "./own-upload.ts"

/** How long an upload waits for the good pieces of a damaged film: the rest come while it goes on. */
const patienceMs = 10_000

/** What start_upload asks for. */
type StartRequest = {
  readonly file_name: string
  readonly film_size: number
  readonly file_md5: string
  readonly is_free: boolean
  readonly content_id?: string | undefined
  readonly piece_size?: number | undefined
}

/** What is claimed of an upload's content, where it speaks of pieces of its size. */
function claimOf({ content_id, piece_size }: StartRequest, pieceBytes: number): string | null {
  return content_id === undefined || (piece_size ?? pieceBytes) !== pieceBytes ? null : content_id
}

/** The unfinished upload of this film that the same person began, with room for it on the disk. */
export async function resumeUpload(
  { session, store }: MemberContext,
  request: StartRequest,
): Promise<Upload | undefined> {
  const { file_name: name, film_size: size, file_md5: sampled_md5, is_free } = request
  const upload = await Upload.first({ uploader_id: session.userId, name, size, sampled_md5 })
  if (upload === undefined) return undefined
  const content_id = claimOf(request, upload.piece_bytes)
  // Matching nothing means that it was dropped or finished in between.
  const { id } = upload
  if ((await Upload.update({ id }, { is_free, content_id, touch_time: now() })) === 0) return undefined
  await store.withDraft(planOf(upload), async () => undefined)
  return Object.assign(upload, { is_free, content_id })
}

export async function beginUpload(
  { session, settings, store }: MemberContext,
  request: StartRequest,
): Promise<Upload> {
  const { file_name: name, film_size: size, file_md5: sampled_md5, is_free, content_id } = request
  // Their pieces fit together only where they are of one size.
  const damaged = content_id === undefined ? undefined : await damagedFilm(content_id, size)
  const piece_bytes = damaged?.piece_bytes ?? pieceBytesFor(size, settings.pieceBytes)
  const upload = new Upload({
    uploader_id: session.userId,
    stored_name: store.newName(),
    name,
    size,
    sampled_md5,
    is_free,
    piece_bytes,
    content_id: claimOf(request, piece_bytes),
  })
  // Whoever sees the row and drops the upload waits for its file.
  return store.inTurn(upload.stored_name, async () => {
    await upload.save()
    try {
      await store.reserve(planOf(upload))
    } catch (error) {
      await Upload.delete({ id: upload.id })
      throw error
    }
    return upload
  })
}

/** The damaged film of this content that an upload of so many bytes would mend. */
async function damagedFilm(content_id: string, size: number): Promise<Movie | undefined> {
  return (await damagedFilmsOf(content_id)).find((film) => film.size === size)
}

/** Gives an upload the good pieces of a damaged film of the content that it claims to be; false where there is none. */
export async function refillUpload(store: FilmStore, upload: Upload): Promise<boolean> {
  const { content_id, size } = upload
  const damaged = content_id === null ? undefined : await damagedFilm(content_id, size)
  if (damaged === undefined) return false
  // What cannot be read of it is what the upload is for. It goes on after a while without anybody waiting for it.
  const filled = store.refill(planOf(upload), damaged.stored_name).catch(() => undefined)
  const waiting = new AbortController()
  const patience = delay(patienceMs, undefined, { signal: waiting.signal }).catch(() => undefined)
  await Promise.race([filled, patience])
  waiting.abort()
  return true
}
