import { constants, copyFile, open, writeFile } from "node:fs/promises"
import type { FilmContent, StagedFilm } from "../../interface/film.ts"
import { syncFile, syncFolder } from "../../interface/pieces/sync.ts"
import { linkFile, moveFile, removeFiles } from "./move.ts"
import type { FilmFiles, Places } from "./places.ts"

/** What a film's origin does when the film is settled, or taken back. */
export type StagedEnd = { settled(): void; takeBack(): Promise<void> }

/** Makes a staged film of files that are safe on the disk. */
export function stagedFilm(
  places: Places,
  storedName: string,
  content: FilmContent,
  from: FilmFiles,
  { settled, takeBack }: StagedEnd,
): StagedFilm {
  const stored = places.stored(storedName)
  return {
    ...content,
    storedName,
    publish: async () => {
      await setMarks(places, [storedName])
      await moveFile(from.manifest, stored.manifest)
      await moveFile(from.film, stored.film)
      await syncFolder(places.films)
    },
    replace: async (storedNames) => {
      await setMarks(places, [storedName])
      for (const name of storedNames) await replaceFiles(places, from, name, content.size)
      await syncFolder(places.films)
    },
    settle: () =>
      quietly(async () => {
        settled()
        await removeFiles(from.film, from.manifest, places.mark(storedName))
      }),
    discard: () =>
      quietly(async () => {
        await takeBack()
        await removeFiles(places.mark(storedName))
      }),
  }
}

/** Notes, safe on the disk, that films may have no row. */
export async function setMarks(places: Places, storedNames: readonly string[]): Promise<void> {
  for (const storedName of storedNames) await writeFile(places.mark(storedName), "")
  await syncFolder(places.part)
}

async function replaceFiles(places: Places, from: FilmFiles, name: string, bytes: number): Promise<void> {
  const [next, stored] = [places.own(name), places.stored(name)]
  await removeFiles(next.film, next.manifest)
  if (!(await linkFile(from.film, next.film, bytes))) await copySafely(from.film, next.film)
  await copySafely(from.manifest, next.manifest)
  await moveFile(next.film, stored.film)
  await moveFile(next.manifest, stored.manifest)
}

async function copySafely(from: string, to: string): Promise<void> {
  await copyFile(from, to, constants.COPYFILE_FICLONE)
  const file = await open(to, "r+")
  await syncFile(file).finally(() => file.close())
}

/** What stays behind lies in the part folder, or has a mark there. */
async function quietly(work: () => Promise<void>): Promise<void> {
  await work().catch(() => undefined)
}
