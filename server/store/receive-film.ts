import { open } from "node:fs/promises"
import { Failure } from "../../interface/failure.ts"
import type { FilmContent, IncomingFilm } from "../../interface/film.ts"
import { contentIdOf } from "../../interface/pieces/content-id.ts"
import { slotsOf } from "../../interface/pieces/slots.ts"
import { syncFile } from "../../interface/pieces/sync.ts"
import { writeSynced } from "../../interface/pieces/write-synced.ts"
import { sampledMd5 } from "../../interface/wire/sampled-md5.ts"
import { bring } from "./bring.ts"
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
    const { size } = incoming
    const found = { size, pieceBytes, hashes: await bring(incoming, file, 0, pieceBytes, written) }
    const md5 = await sampledMd5Of(
      incoming.size,
      async (into, position) => (await file.read(into, { position })).bytesRead,
    )
    if (md5 !== announcedMd5) throw new Failure("WRONG_CONTENT")
    await syncFile(file)
    await writeSynced(manifest, slotsOf(found), "wx")
    return { size, pieceBytes, contentId: contentIdOf(found), sampledMd5: md5 }
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
