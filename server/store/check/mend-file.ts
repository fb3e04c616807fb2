import { constants, type FileHandle, open } from "node:fs/promises"
import { dirname } from "node:path"
import { blake3 } from "@napi-rs/blake-hash"
import { hashBytes, type Manifest, type PieceRange, pieceRange } from "../../../interface/pieces/manifest.ts"
import { syncFile, syncFolder } from "../../../interface/pieces/sync.ts"
import { writeAll } from "../../../interface/pieces/write-all.ts"
import { isThere, linkFile, removeFiles } from "../move.ts"
import { hashFile } from "./hash-file.ts"

/** What to mend: the pieces of a film's file that are not what its manifest says, from files that may have them. */
export type MendWish = {
  readonly path: string
  readonly manifest: Manifest
  readonly pieces: readonly number[]
  readonly sources: readonly string[]
}

/**
 * Puts pieces of a film's file right with bytes of others that have the hash which the manifest wants, and makes them safe
 * on the disk; answers the pieces for which there are none. A file that is not there is made, with a hard link where another
 * one is whole, or not at all where pieces are missing for it.
 */
export async function mendFile(wish: MendWish): Promise<number[]> {
  const { path, manifest } = wish
  const wasThere = await isThere(path)
  if (!wasThere && (await linkWhole(wish))) {
    await syncFolder(dirname(path))
    return []
  }
  const left: number[] = []
  const file = await open(path, constants.O_RDWR | constants.O_CREAT)
  try {
    for (const piece of wish.pieces) {
      const bytes = await goodPiece(piece, wish)
      if (bytes === undefined) left.push(piece)
      else await writeAll(file, [bytes], piece * manifest.pieceBytes)
    }
    await file.truncate(manifest.size)
    await syncFile(file)
  } catch (error) {
    if (!wasThere) await removeFiles(path)
    throw error
  } finally {
    await file.close()
  }
  if (!wasThere && left.length > 0) await removeFiles(path)
  await syncFolder(dirname(path))
  return left
}

/** Gives the first of the sources that is the whole film a second name; false where none is, or the file system can't. */
async function linkWhole({ path, manifest, sources }: MendWish): Promise<boolean> {
  const { size, pieceBytes } = manifest
  for (const source of sources) {
    if (!(await isThere(source))) continue
    const { hashes } = await hashFile({ path: source, size, pieceBytes, withSha256: false }, () => undefined)
    if (Buffer.compare(hashes, manifest.hashes) === 0 && (await linkFile(source, path, size))) return true
  }
  return false
}

async function goodPiece(piece: number, { manifest, sources }: MendWish): Promise<Buffer | undefined> {
  const hash = manifest.hashes.subarray(piece * hashBytes, (piece + 1) * hashBytes)
  const range = pieceRange(piece, manifest.size, manifest.pieceBytes)
  for (const source of sources) {
    const bytes = await readRange(source, range)
    if (bytes !== undefined && blake3(bytes).equals(hash)) return bytes
  }
  return undefined
}

/** The bytes of a range of a file; undefined where they can't be had, for whatever reason. */
async function readRange(path: string, { offset, length }: PieceRange): Promise<Buffer | undefined> {
  let file: FileHandle | undefined
  try {
    file = await open(path, "r")
    const { buffer, bytesRead } = await file.read(Buffer.allocUnsafeSlow(length), 0, length, offset)
    return bytesRead === length ? buffer : undefined
  } catch {
    return undefined
  } finally {
    await file?.close()
  }
}
