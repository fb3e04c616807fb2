import { createHash } from "node:crypto"
import { type Film, sampledMd5Of } from "./films.ts"
import { randomNumbers } from "./random.ts"

/** The bytes of a piece in tests whose films have only some hundred KB. */
export const testPieceBytes = 64 * 1024

/** A film that is known by its number alone: its name tells the number, and from that all of it can be made again. */
export type NumberedFilm = Film & { readonly number: number; readonly sha256: string }

/**
 * Film `number` of a test, of up to five pieces; some take longer to send, of 4 MiB more, and each tenth has the bytes of the
 * one before it.
 */
export function numberedFilm(number: number): NumberedFilm {
  const bytes = bytesOf(number % 10 === 9 ? number - 1 : number)
  const request = {
    file_name: nameOf(number),
    file_size: bytes.length,
    file_md5: sampledMd5Of(bytes),
    is_free: 1,
  } as const
  return { number, bytes, sha256: sha256Of(bytes), request: { type: "upload_movie", ...request } }
}

/** Whether a film is one of those that take longer. */
export function isLong(number: number): boolean {
  return number % 8 === 4 || number % 8 === 5
}

/** The name of a film. */
export function nameOf(number: number): string {
  return `film-${number}.mp4`
}

/** The number of the film of this name. */
export function numberOf(fileName: string): number {
  return Number(/^film-(\d+)\.mp4$/.exec(fileName)?.[1])
}

/** In hexadecimal. */
export function sha256Of(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex")
}

function bytesOf(seed: number): Buffer {
  const random = randomNumbers(seed + 1)
  // Small seeds begin alike.
  for (let i = 0; i < 20; i++) random(2)
  const wholePieces = random(5) + (isLong(seed) ? 64 : 0)
  const more = random(4) === 0 ? 0 : random(testPieceBytes)
  const bytes = Buffer.alloc(Math.max(1, wholePieces * testPieceBytes + more))
  for (let at = 0; at + 4 <= bytes.length; at += 4) bytes.writeUInt32LE(random(2 ** 32), at)
  return bytes
}
