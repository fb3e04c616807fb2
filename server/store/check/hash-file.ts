import { createHash } from "node:crypto"
import { type FileHandle, open } from "node:fs/promises"
import { Blake3Hasher } from "@napi-rs/blake-hash"
import { hashBytes, pieceCount, pieceRange } from "../../../interface/pieces/manifest.ts"

const readBytes = 1024 * 1024

/** What to hash of a file: as a film of `size` bytes in pieces of `pieceBytes`, and its SHA-256 where that is wanted. */
export type HashWish = {
  readonly path: string
  readonly size: number
  readonly pieceBytes: number
  readonly withSha256: boolean
}

/** What a file's bytes are. */
export type FileHashes = {
  /** Which file it was, whatever its name: the same for all hard links to it. */
  readonly inode: string
  readonly fileSize: number
  /** The BLAKE3 hash of each piece, zeros for one that can't be read in full. */
  readonly hashes: Uint8Array
  /** In hexadecimal; undefined where it isn't wanted, and where not every byte could be read. */
  readonly sha256: string | undefined
}

/**
 * Reads a file once from end to end, a mebibyte at a time, and hashes it; `read` is told of bytes as they are done with.
 * A piece that the disk doesn't give is no error; a file that can't be opened is.
 */
export async function hashFile(wish: HashWish, read: (bytes: number) => void): Promise<FileHashes> {
  const file = await open(wish.path, "r")
  try {
    const { dev, ino, size: fileSize } = await file.stat({ bigint: true })
    const hashes = new Uint8Array(pieceCount(wish.size, wish.pieceBytes) * hashBytes)
    const sha256 = createHash("sha256")
    const buffer = Buffer.allocUnsafeSlow(readBytes)
    let isWhole = Number(fileSize) === wish.size
    for (let piece = 0; piece * hashBytes < hashes.length; piece++) {
      const { offset, length } = pieceRange(piece, wish.size, wish.pieceBytes)
      const hasher = new Blake3Hasher()
      let done = 0
      while (done < length) {
        const part = await readPart(
          file,
          buffer.subarray(0, Math.min(readBytes, length - done)),
          offset + done,
        )
        if (part === undefined) break
        hasher.update(part)
        if (wish.withSha256 && isWhole) sha256.update(part)
        done += part.length
        read(part.length)
      }
      if (done === length) hashes.set(hasher.digestBuffer(), piece * hashBytes)
      else {
        isWhole = false
        read(length - done)
      }
    }
    const digest = wish.withSha256 && isWhole ? sha256.digest("hex") : undefined
    return { inode: `${dev}:${ino}`, fileSize: Number(fileSize), hashes, sha256: digest }
  } finally {
    await file.close()
  }
}

/** The bytes at a place in a file, at most as many as the buffer takes; undefined where there are none to be had. */
async function readPart(file: FileHandle, buffer: Buffer, position: number): Promise<Buffer | undefined> {
  try {
    const { bytesRead } = await file.read(buffer, 0, buffer.length, position)
    return bytesRead === 0 ? undefined : buffer.subarray(0, bytesRead)
  } catch {
    // A bad sector: the other pieces may be good.
    return undefined
  }
}
