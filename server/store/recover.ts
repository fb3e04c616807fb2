import { readdir, rm } from "node:fs/promises"
import { isThere, moveIfThere, removeFiles } from "./move.ts"
import { abandonedPartFolders, storedNameOfMark } from "./part-folder.ts"
import { draftFiles, filmsIn, storedFiles, unfinishedIn } from "./places.ts"

/** Which row a stored name has: that of a film, or only that of an upload that comes piece by piece. */
export type RowKind = "movie" | "upload" | undefined

/** The two folders in which a film can be. */
type Folders = { readonly films: string; readonly unfinished: string }

/**
 * Puts right what killed servers left: a film that they marked stays where it has its row, goes back to those that come piece
 * by piece where there is only the row of an upload, and is removed where there is none; nothing else is touched.
 */
export async function recover(
  uploadsDir: string,
  rowOf: (storedName: string) => Promise<RowKind>,
): Promise<void> {
  const folders = { films: filmsIn(uploadsDir), unfinished: unfinishedIn(uploadsDir) }
  for (const abandoned of await abandonedPartFolders(uploadsDir)) {
    for (const entry of await readdir(abandoned).catch(() => [])) {
      const storedName = storedNameOfMark(entry)
      if (storedName !== undefined) await putRight(folders, storedName, await rowOf(storedName))
    }
    await rm(abandoned, { recursive: true, force: true })
  }
}

async function putRight(folders: Folders, storedName: string, row: RowKind): Promise<void> {
  const stored = storedFiles(folders.films, storedName)
  const draft = draftFiles(folders.unfinished, storedName)
  if (row === "upload") return backToUnfinished(folders, storedName)
  // The library's film may have another one's bytes, and its own are left over.
  await removeFiles(draft.manifest, draft.film)
  if (row === undefined) await removeFiles(stored.film, stored.manifest)
}

/** Takes a film back from the library to those that come piece by piece. */
export async function backToUnfinished({ films, unfinished }: Folders, storedName: string): Promise<void> {
  const stored = storedFiles(films, storedName)
  const draft = draftFiles(unfinished, storedName)
  // Where its own bytes never moved, the library had another film's under its name: nobody may write to those.
  if (await isThere(draft.film)) await removeFiles(stored.film)
  else await moveIfThere(stored.film, draft.film)
  await moveIfThere(stored.manifest, draft.manifest)
}
