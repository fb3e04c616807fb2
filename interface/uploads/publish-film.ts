import { Movie } from "../../db/movie.ts"
import { Upload } from "../../db/upload.ts"
import { ConnectionLost } from "../../orm/errors.ts"
import { transaction } from "../../orm/transaction.ts"
import { Failure } from "../failure.ts"
import type { FilmStore, StagedFilm } from "../film.ts"
import { searchText } from "../search/search-text.ts"
import { writeSearchText } from "../search/write-search-text.ts"
import { goodFilmsOf } from "./films-of-content.ts"
import { mendDamagedFilms } from "./mend-damaged-films.ts"

/** What a new film's row says that its bytes don't. */
export type NewFilm = {
  readonly name: string
  readonly is_free: boolean
  readonly uploader_id: number
  /** The upload that it comes from, whose row goes when the film's comes. */
  readonly upload: Upload | undefined
  /** Done in the transaction that lists the film, or that ends the upload where a film of the library was mended with it. */
  readonly inside: (movieId: number) => Promise<void>
}

/** Films whose bytes are renewed by a new one of the same content at most. */
const mostRenewed = 16

/** Stands for a row of which nobody can tell now whether it is there. */
const unknown = Symbol("unknown")

/**
 * Puts a staged film into the library and answers its number; where the library has films of the same content they share its
 * bytes, and those that were damaged are whole again. One that comes from an upload becomes such a damaged film of the
 * library, where there is one, and not another beside it. Throws Failure NO_SUCH_UPLOAD where the upload was dropped.
 */
export function publishFilm(store: FilmStore, staged: StagedFilm, film: NewFilm): Promise<number> {
  return store.inTurn(staged.contentId, async () => {
    const { upload } = film
    let listed: Movie | undefined
    try {
      const mended = await mendDamagedFilms(store, staged)
      listed = mended.find(({ is_delete }) => !is_delete)
      if (listed === undefined || upload === undefined) await staged.publish()
    } catch (error) {
      await staged.discard()
      throw error
    }
    if (listed !== undefined && upload !== undefined) {
      const { id } = listed
      await endAsMended(staged, upload, () => film.inside(id))
      return id
    }
    const id = await listPublished(staged, film)
    await shareBytes(store, staged)
    return id
  })
}

/**
 * Lets the other films of this content have the new one's bytes: those were verified just now, and what happened to the
 * others' since they came nobody knows. Where there are many of them, the new one takes theirs, or each new one would cost
 * more than the last. What can't be done takes room and nothing else, so it doesn't throw.
 */
async function shareBytes(store: FilmStore, { storedName, contentId }: StagedFilm): Promise<void> {
  const others = async (): Promise<string[]> =>
    (await goodFilmsOf(contentId, mostRenewed + 2))
      .map(({ stored_name }) => stored_name)
      .filter((name) => name !== storedName)
  const found = await others().catch(() => [])
  const [oldest] = found
  const sharing =
    oldest === undefined || found.length <= mostRenewed
      ? store.share(storedName, found, others)
      : store.share(oldest, [storedName], async () => [storedName])
  await sharing.catch(() => undefined)
}

/** Ends the upload of a film whose bytes lie in the place of damaged ones, and which is no film of its own. */
async function endAsMended(staged: StagedFilm, upload: Upload, inside: () => Promise<void>): Promise<void> {
  try {
    await transaction(async () => {
      await endUpload(upload)
      await inside()
    })
  } catch (error) {
    const { id } = upload
    const left =
      error instanceof ConnectionLost
        ? await decided(() => Upload.first({ id }, { forUpdate: true }))
        : upload
    if (left instanceof Upload) await staged.discard()
    if (left !== undefined) throw error
  }
  await staged.settle()
}

async function listPublished(staged: StagedFilm, film: NewFilm): Promise<number> {
  const { storedName } = staged
  let id: number
  try {
    const search = await searchText(film.name)
    id = await transaction(() => saveFilm(staged, film, search))
  } catch (error) {
    const stored =
      error instanceof ConnectionLost
        ? await decided(() => Movie.first({ stored_name: storedName }, { forUpdate: true }))
        : undefined
    if (stored === undefined) await staged.discard()
    if (!(stored instanceof Movie)) throw error
    id = stored.id
  }
  await staged.settle()
  return id
}

async function saveFilm(
  staged: StagedFilm,
  { upload, inside, ...film }: NewFilm,
  search: string,
): Promise<number> {
  if (upload !== undefined) await endUpload(upload)
  const { id } = await new Movie({
    ...film,
    stored_name: staged.storedName,
    size: staged.size,
    sampled_md5: staged.sampledMd5,
    piece_bytes: staged.pieceBytes,
    content_id: staged.contentId,
  }).save()
  await writeSearchText(id, search)
  await inside(id)
  return id
}

/**
 * What `read`, which locks what it reads, says after a lost connection; that doesn't say whether anything was stored, and the
 * database may be at it still: a transaction's lock waits for it. If it can't tell now, somebody asks again later.
 */
function decided<Row>(read: () => Promise<Row>): Promise<Row | typeof unknown> {
  return transaction(read).catch(() => unknown)
}

async function endUpload({ id }: Upload): Promise<void> {
  if ((await Upload.delete({ id })) === 0) throw new Failure("NO_SUCH_UPLOAD")
}
