import { stat } from "node:fs/promises"
import { Movie } from "../../../db/movie.ts"
import { gt } from "../../../orm/operator.ts"
import { isNotThere } from "../move.ts"
import { storedFiles } from "../places.ts"

const pageRows = 500

/** Films that have the very same bytes on the disk, as hard links to one file; alone where there is no file. */
export type FilmGroup = {
  /** Which file it is; undefined where there is none. */
  readonly inode: string | undefined
  /** The numbers of the films. */
  readonly ids: readonly number[]
  /** Bytes of each of them, as their rows say. */
  readonly size: number
}

/** Every film that is not purged, with those together that are one file. */
export async function allFilmGroups(folder: string): Promise<FilmGroup[]> {
  const groups = new Map<string, FilmGroup & { readonly ids: number[] }>()
  for await (const { id, stored_name, size, content_id, piece_bytes } of unpurgedFilms()) {
    const inode = await inodeOf(storedFiles(folder, stored_name).film)
    // Rows that say different things of one file are looked at apart.
    const key = [inode ?? stored_name, content_id, piece_bytes, size].join()
    const group = groups.get(key)
    if (group === undefined) groups.set(key, { inode, ids: [id], size })
    else group.ids.push(id)
  }
  return [...groups.values()]
}

/**
 * Which file stands under a name: the same for all hard links to it; undefined where there is none, "unreadable" where the
 * disk doesn't tell.
 */
export async function inodeOf(path: string): Promise<string | undefined> {
  try {
    const { dev, ino } = await stat(path, { bigint: true })
    return `${dev}:${ino}`
  } catch (error) {
    return isNotThere(error) ? undefined : "unreadable"
  }
}

async function* unpurgedFilms(): AsyncGenerator<Movie> {
  let lastId = 0
  for (;;) {
    const films = await Movie.select({ id: gt(lastId), purge_time: null }, { orderBy: "id", limit: pageRows })
    yield* films
    const last = films.at(-1)
    if (last === undefined) return
    lastId = last.id
  }
}
