import type { Logger } from "pino"
import type { Movie } from "../../../db/movie.ts"
import type { FilmStore } from "../../../interface/film.ts"
import { contentIdOf } from "../../../interface/pieces/content-id.ts"
import { hashBytes, type Manifest, pieceCount } from "../../../interface/pieces/manifest.ts"
import { isNotThere } from "../move.ts"
import { inodeOf } from "./film-groups.ts"
import { findManifest } from "./find-manifest.ts"
import { hasSampledMd5 } from "./has-sampled-md5.ts"
import type { FileHashes } from "./hash-file.ts"
import { FileFailed, type HashingProcess } from "./hashing-process.ts"

/** What a film's file was found to be; `changing`: it was replaced or removed while it was looked at. */
export type Found =
  | { readonly state: "sound"; readonly manifest: Manifest | undefined }
  | { readonly state: "changing" }
  | {
      readonly state: "missing" | "damaged"
      /** The pieces that are wrong, as far as a manifest tells. */
      readonly badPieces: readonly number[]
      readonly manifest: Manifest | undefined
    }

type Tools = { readonly store: FilmStore; readonly hashing: HashingProcess; readonly log: Logger }

/** Looks whether a film's file, which is `inode` or, undefined, not there, has the bytes that its row says. */
export async function findInFilm(
  film: Movie,
  path: string,
  inode: string | undefined,
  { store, hashing, log }: Tools,
  read: (bytes: number) => void,
): Promise<Found> {
  if (inode === undefined) return (await inodeOf(path)) === undefined ? missing(film, store) : changing
  const { size, content_id, piece_bytes: pieceBytes } = film
  const unreadable = (err: unknown): Found => {
    log.error({ err, movieId: film.id }, "a stored film can't be read")
    return { state: "damaged", badPieces: [], manifest: undefined }
  }
  if (content_id === null || pieceBytes === null) return findWithoutManifest(film, path).catch(unreadable)
  let hashed: FileHashes | undefined
  try {
    hashed = await hashing.hash({ path, size, pieceBytes, withSha256: false }, read)
  } catch (error) {
    if (error instanceof FileFailed) return unreadable(error)
    throw error
  }
  if (hashed?.inode !== inode) return changing
  const made = { size, pieceBytes, hashes: hashed.hashes }
  if (hashed.fileSize === size && contentIdOf(made) === content_id) return { state: "sound", manifest: made }
  const manifest = await findManifest(store, film)
  return { state: "damaged", badPieces: manifest === undefined ? [] : differences(manifest, made), manifest }
}

const changing: Found = { state: "changing" }

async function missing(film: Movie, store: FilmStore): Promise<Found> {
  const manifest = await findManifest(store, film)
  const count = manifest === undefined ? 0 : pieceCount(manifest.size, manifest.pieceBytes)
  return { state: "missing", badPieces: Array.from({ length: count }, (_, piece) => piece), manifest }
}

async function findWithoutManifest(film: Movie, path: string): Promise<Found> {
  try {
    const isRight = await hasSampledMd5(path, film.size, film.sampled_md5)
    return isRight
      ? { state: "sound", manifest: undefined }
      : { state: "damaged", badPieces: [], manifest: undefined }
  } catch (error) {
    if (isNotThere(error)) return changing
    throw error
  }
}

/** The numbers of the pieces that have another hash in one manifest than in the other. */
function differences(one: Manifest, other: Manifest): number[] {
  const numbers: number[] = []
  for (let at = 0; at < one.hashes.length; at += hashBytes) {
    const [wanted, got] = [one, other].map(({ hashes }) => hashes.subarray(at, at + hashBytes))
    if (wanted === undefined || got === undefined || Buffer.compare(wanted, got) !== 0)
      numbers.push(at / hashBytes)
  }
  return numbers
}
