import { createBLAKE3, createMD5, type IHasher } from "hash-wasm"
import type { PieceRange } from "../../../interface/pieces/manifest.ts"
import { samplesOf } from "../../../interface/wire/samples-of.ts"

/** Memory that one file is read through. */
const chunkBytes = 1024 * 1024

/** The file can't be read: it was changed, moved or removed since it was chosen, or was never a file. */
export class Unreadable extends Error {
  override readonly name = "Unreadable"
}

/** Some bytes of a file. */
export async function readRange(file: Blob, { offset, length }: PieceRange): Promise<Uint8Array> {
  try {
    return new Uint8Array(await file.slice(offset, offset + length).arrayBuffer())
  } catch (cause) {
    throw new Unreadable("the file can't be read", { cause })
  }
}

/** Hashes parts of files by BLAKE3, one at a time, without ever holding one as a whole. */
export class PieceHasher {
  readonly #hasher: IHasher

  private constructor(hasher: IHasher) {
    this.#hasher = hasher
  }

  /** Makes one; its WebAssembly is loaded with the first. */
  static async make(): Promise<PieceHasher> {
    return new PieceHasher(await createBLAKE3())
  }

  /** The hash of a part of a file, in hexadecimal. */
  async ofRange(file: Blob, { offset, length }: PieceRange): Promise<string> {
    this.#hasher.init()
    for (let at = 0; at < length; at += chunkBytes) {
      const chunk = { offset: offset + at, length: Math.min(chunkBytes, length - at) }
      this.#hasher.update(await readRange(file, chunk))
    }
    return this.#hasher.digest("hex")
  }

  /** The hash of a text in UTF-8, in hexadecimal. */
  ofText(text: string): string {
    return this.#hasher.init().update(text).digest("hex")
  }
}

/** The sampled md5 of a file. */
export async function sampledMd5Of(file: Blob): Promise<string> {
  const hasher = await createMD5()
  hasher.init()
  for (const range of samplesOf(file.size)) hasher.update(await readRange(file, range))
  return hasher.digest("hex")
}
