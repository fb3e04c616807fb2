import type { FileHandle } from "node:fs/promises"
import { Blake3Hasher } from "@napi-rs/blake-hash"
import type { PieceRange } from "./manifest.ts"

const readBytes = 1024 * 1024

/** The BLAKE3 hash of a range of a file as it is now, or of as much of it as the file has. */
export async function hashRange(file: FileHandle, { offset, length }: PieceRange): Promise<Buffer> {
  const hasher = new Blake3Hasher()
  const buffer = Buffer.allocUnsafeSlow(Math.min(length, readBytes))
  for (let at = 0; at < length; ) {
    const wanted = Math.min(buffer.length, length - at)
    const { bytesRead } = await file.read(buffer, 0, wanted, offset + at)
    if (bytesRead === 0) break
    hasher.update(buffer.subarray(0, bytesRead))
    at += bytesRead
  }
  return hasher.digestBuffer()
}
