import { join } from "node:path"
import { slotsPathOf } from "../../interface/pieces/piece-file.ts"
import { markIn } from "./part-folder.ts"

/** Where a film's bytes and its manifest lie. */
export type FilmFiles = { readonly film: string; readonly manifest: string }

/** The folders of a store, and where the files of a film are in them. */
export class Places {
  readonly films: string
  readonly unfinished: string
  /** This server's own part folder. */
  readonly part: string

  constructor(uploadsDir: string, part: string) {
    this.films = filmsIn(uploadsDir)
    this.unfinished = unfinishedIn(uploadsDir)
    this.part = part
  }

  stored(storedName: string): FilmFiles {
    return storedFiles(this.films, storedName)
  }

  draft(storedName: string): FilmFiles {
    return draftFiles(this.unfinished, storedName)
  }

  /** A film of this server's own that nothing refers to yet. */
  own(storedName: string): FilmFiles {
    return storedFiles(this.part, storedName)
  }

  mark(storedName: string): string {
    return markIn(this.part, storedName)
  }
}

/** The folder of whole films. */
export function filmsIn(uploadsDir: string): string {
  return join(uploadsDir, "films")
}

/** The folder of films that come piece by piece. */
export function unfinishedIn(uploadsDir: string): string {
  return join(uploadsDir, "unfinished")
}

/** A whole film's files in the folder of whole films. */
export function storedFiles(films: string, storedName: string): FilmFiles {
  const film = join(films, storedName)
  return { film, manifest: film + manifestEnding }
}

/** A film's files in the folder of those that come piece by piece. */
export function draftFiles(unfinished: string, storedName: string): FilmFiles {
  const film = join(unfinished, storedName)
  return { film, manifest: slotsPathOf(film) }
}

/** What the name of a manifest has that its film's hasn't. */
export const manifestEnding = ".manifest"
