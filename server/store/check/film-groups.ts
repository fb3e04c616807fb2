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
  readonly films: readonly [Movie, ...Movie[]]
}

/** Every film that is not purged, with those together that are one file. */
export async function allFilmGroups(folder: string): Promise<FilmGroup[]> {
  const groups = new Map<string, { inode: string | undefined; films: [Movie, ...Movie[]] }>()
  for await (const film of unpurgedFilms()) {
    const inode = await inodeOf(storedFiles(folder, film.stored_name).film)
    // Rows that say different things of one file are looked at apart.
    const key = [inode ?? film.stored_name, film.content_id, film.piece_bytes, film.size].join()
    const group = groups.get(key)
    if (group === undefined) groups.set(key, { inode, films: [film] })
    else group.films.push(film)
  }
  return [...groups.values()]
}

/** Which file stands under a name: the same for all hard links to it; undefined where there is none. */
export async function inodeOf(path: string): Promise<string | undefined> {
  try {
    const { dev, ino } = await stat(path, { bigint: true })
    return `${dev}:${ino}`
  } catch (error) {
    if (isNotThere(error)) return undefined
    throw error
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
