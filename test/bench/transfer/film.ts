import { createHash } from "node:crypto"

/** Bytes of the film that goes up and down. */
export const filmBytes = 1024 ** 3

/** The film is this piece over and over. */
export const piece = Buffer.alloc(1024 * 1024).map((_, index) => (index * 31 + (index >> 8) * 7) % 251)

/** The film's sampled md5, as the wire contract has it. */
export function sampledMd5(): string {
  const hash = createHash("md5")
  const third = Math.floor(filmBytes / 3)
  for (const offset of [0, third, third * 2, filmBytes - 10]) {
    for (let at = offset; at < offset + 10; at++)
      hash.update(piece.subarray(at % piece.length, (at % piece.length) + 1))
  }
  return hash.digest("hex")
}
