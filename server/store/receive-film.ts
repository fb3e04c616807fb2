import { type FileHandle, open } from "node:fs/promises"
import { Failure } from "../../interface/failure.ts"
import type { FilmContent, IncomingFilm } from "../../interface/film.ts"
import { contentIdOf, hashBytes, type Manifest, pieceCount } from "../../interface/pieces/manifest.ts"
import { PieceWriter } from "../../interface/pieces/piece-writer.ts"
import { slotsOf } from "../../interface/pieces/slots.ts"
import { syncFile } from "../../interface/pieces/sync.ts"
import { sampledMd5 } from "../../interface/wire/sampled-md5.ts"
import { cutAtPieces } from "./cut-at-pieces.ts"
import type { FilmFiles } from "./places.ts"

/**
 * Writes a film that comes in one go to new files and makes them safe on the disk, working out its manifest on the way;
 * throws Failure WRONG_CONTENT where its sampled md5 is another than announced. `written` is told of bytes as they are written.
 */
export async function receiveFilm(
  incoming: IncomingFilm,
  announcedMd5: string,
  pieceBytes: number,
  { film, manifest }: FilmFiles,
  written: (bytes: number) => void,
): Promise<FilmContent> {
  const file = await open(film, "wx+")
  try {
    const found = await writeFilm(incoming, pieceBytes, file, written)
    const md5 = await sampledMd5Of(
      incoming.size,
      async (into, position) => (await file.read(into, { position })).bytesRead,
    )
    if (md5 !== announcedMd5) throw new Failure("WRONG_CONTENT")
    await syncFile(file)
    await writeSafely(manifest, slotsOf(found))
    return { size: found.size, pieceBytes, contentId: contentIdOf(found), sampledMd5: md5 }
  } finally {
    await file.close()
  }
}

/** The sampled md5 of a film that `read` fills buffers from. */
export function sampledMd5Of(
  size: number,
  read: (into: Buffer, position: number) => Promise<number>,
): Promise<string> {
  return sampledMd5(size, async (offset, length) => {
    const buffer = Buffer.alloc(length)
    return buffer.subarray(0, await read(buffer, offset))
  })
}

async function writeFilm(
  incoming: IncomingFilm,
  pieceBytes: number,
  file: FileHandle,
  written: (bytes: number) => void,
): Promise<Manifest> {
  const { size } = incoming
  const hashes = Buffer.alloc(pieceCount(size, pieceBytes) * hashBytes)
  const writer = new PieceWriter(file, 0)
  let position = 0
  for await (const buffers of incoming.chunks()) {
    for (const part of cutAtPieces(buffers, position, pieceBytes)) {
      await writer.write(part.buffers)
      position += part.bytes
      written(part.bytes)
      const piece = Math.ceil(position / pieceBytes) - 1
      if (position === size || position % pieceBytes === 0) hashes.set(writer.digest(), piece * hashBytes)
    }
  }
  return { size, pieceBytes, hashes }
}

async function writeSafely(path: string, bytes: Buffer): Promise<void> {
  const file = await open(path, "wx")
  try {
    await file.writeFile(bytes)
    await syncFile(file)
  } finally {
    await file.close()
  }
}
