import type { Logger } from "pino"
import type { Settings } from "../../../conf/settings.ts"
import type { FilmStore } from "../../../interface/film.ts"
import type { Database } from "../../../orm/database.ts"
import { filmsIn } from "../places.ts"
import type { CheckProgress } from "./check-progress.ts"
import { filesWithoutRow } from "./files-without-row.ts"
import { FilmCheck } from "./film-check.ts"
import { allFilmGroups, type FilmGroup } from "./film-groups.ts"
import { FilmRepair } from "./film-repair.ts"
import { HashingProcess } from "./hashing-process.ts"
import { LostFiles, type SoundFile } from "./lost-files.ts"
import { lostUploads } from "./lost-uploads.ts"

/** A store, and the library whose films it keeps. */
export type CheckedStore = {
  readonly database: Database
  readonly settings: Settings
  readonly store: FilmStore
  readonly log: Logger
}

/**
 * Hashes every stored film again, compares files with rows, and repairs what can be where `progress` says so; uploads, deletes
 * and purges may go on meanwhile. Runs inside the database; throws where `signal` ends it.
 */
export async function checkStore(
  { settings, store, log }: CheckedStore,
  progress: CheckProgress,
  signal: AbortSignal,
): Promise<void> {
  const { uploadsDir } = settings
  const folder = filmsIn(uploadsDir)
  const hashing = new HashingProcess()
  const abort = (): void => void hashing.close()
  signal.addEventListener("abort", abort)
  try {
    const repair = progress.isRepair ? new FilmRepair({ folder, store, hashing, log }) : undefined
    const check = new FilmCheck({ folder, store, hashing, log, progress, repair })
    const sound = await checkFilms(check, await allFilmGroups(folder), progress, signal)
    const lostFiles = progress.isRepair ? new LostFiles(uploadsDir, hashing, sound) : undefined
    for (const files of await filesWithoutRow(uploadsDir)) {
      signal.throwIfAborted()
      const outcome = (await lostFiles?.clear(files)) ?? "found"
      progress.report({ kind: "no_row", storedName: files.storedName, movieIds: [], badPieces: [], outcome })
    }
    for (const storedName of await lostUploads(uploadsDir)) {
      progress.report({ kind: "upload_lost", storedName, movieIds: [], badPieces: [], outcome: "found" })
    }
  } finally {
    signal.removeEventListener("abort", abort)
    await hashing.close()
  }
}

/** Looks at all films; answers what is in the files whose bytes are right. */
async function checkFilms(
  check: FilmCheck,
  groups: readonly FilmGroup[],
  progress: CheckProgress,
  signal: AbortSignal,
): Promise<SoundFile[]> {
  for (const group of groups) {
    progress.filmsTotal += group.ids.length
    progress.bytesTotal += bytesOf(group)
  }
  const sound: SoundFile[] = []
  let bytesDone = 0
  for (const group of groups) {
    signal.throwIfAborted()
    const film = await check.look(group)
    if (film !== undefined) {
      const { size, content_id: contentId, piece_bytes: pieceBytes } = film
      if (contentId !== null && pieceBytes !== null) sound.push({ size, contentId, pieceBytes })
    }
    // However much of it there was to read.
    bytesDone += bytesOf(group)
    progress.bytesDone = bytesDone
    progress.filmsDone += group.ids.length
  }
  return sound
}

function bytesOf({ inode, size }: FilmGroup): number {
  return inode === undefined ? 0 : size
}
