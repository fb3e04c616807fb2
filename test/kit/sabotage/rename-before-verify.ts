import { rename, rm } from "node:fs/promises"
import { basename, dirname } from "node:path"
import { type FilmFiles, filmsIn, storedFiles } from "../../../server/store/places.ts"
import * as real from "../../../server/store/receive-film.ts"

export const sampledMd5Of = real.sampledMd5Of

/** Gives a film its name in the library from its first byte on, long before anything is verified. */
export const receiveFilm: typeof real.receiveFilm = async (incoming, md5, pieceBytes, files, written) => {
  const early = storedFiles(filmsIn(dirname(dirname(files.film))), basename(files.film))
  try {
    const content = await real.receiveFilm(incoming, md5, pieceBytes, early, written)
    await rename(early.film, files.film)
    await rename(early.manifest, files.manifest)
    return content
  } catch (error) {
    await removeBoth(early)
    throw error
  }
}

async function removeBoth({ film, manifest }: FilmFiles): Promise<void> {
  await rm(film, { force: true })
  await rm(manifest, { force: true })
}
