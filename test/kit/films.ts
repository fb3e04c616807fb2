import { createHash } from "node:crypto"

/** A film of a test: its bytes and what upload_movie says about them. */
export type Film = { readonly bytes: Buffer; readonly request: UploadRequest }

/** The upload_movie request of a film. */
export type UploadRequest = {
  readonly type: "upload_movie"
  readonly file_name: string
  readonly file_size: number
  readonly file_md5: string
  readonly is_free: 0 | 1
}

/** A film of `size` bytes that differ from film to film by `seed`. */
export function makeFilm(size: number, file_name = "film.mp4", seed = 0): Film {
  const bytes = Buffer.alloc(size)
  for (let at = 0; at < size; at++) bytes[at] = (at * 31 + (at >> 8) * 7 + seed) % 251
  return {
    bytes,
    request: { type: "upload_movie", file_name, file_size: size, file_md5: sampledMd5Of(bytes), is_free: 1 },
  }
}

/** The sampled md5, written anew from the wire contract's sentence so that the server's own is tested against it. */
export function sampledMd5Of(bytes: Buffer): string {
  const hash = createHash("md5")
  if (bytes.length < 10) return hash.update(bytes).digest("hex")
  const third = Math.floor(bytes.length / 3)
  for (const offset of [0, third, third * 2, bytes.length - 10]) {
    hash.update(bytes.subarray(offset, offset + 10))
  }
  return hash.digest("hex")
}
