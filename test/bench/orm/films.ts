/** A film as every contender answers it, with at least these columns. */
export type FilmRow = { readonly id: number; readonly name: string }

/** A film with the person who uploaded it. */
export type FilmWithUploader = FilmRow & { readonly uploader: { readonly name: string } | undefined | null }

/** The columns of a new film; the database makes the rest. */
export type NewFilm = {
  readonly name: string
  readonly stored_name: string
  readonly size: number
  readonly sampled_md5: string
  readonly is_free: boolean
  readonly uploader_id: number
}

/** Either the thing itself, where the database is in the same process, or a promise of it. */
export type Soon<Value> = Value | Promise<Value>

/** One way of reaching the table of films; each does what its users would write, and waits for nothing that is there. */
export type Films = {
  /** The whole row of one film. */
  byKey(id: number): Soon<FilmRow | undefined>
  /** The first films that are not deleted, by id. */
  list(limit: number): Soon<readonly FilmRow[]>
  /** The same, each with the whole row of its uploader. */
  withUploaders(limit: number): Soon<readonly FilmWithUploader[]>
  /** Stores a film and answers the id that it got. */
  insert(film: NewFilm): Soon<number>
  /** Answers what sets is_free of one film, which was read before if that is how it is done. */
  updater(id: number): Promise<(is_free: boolean) => Soon<unknown>>
  /** Runs work in the way in which this contender's calls are meant to run. */
  scope?<Result>(work: () => Result): Result
  close(): Soon<unknown>
}

/** How many connections each contender may have. */
export const poolSize = 10
/** How many films and people there are. */
export const filmCount = 10_000
export const userCount = 100
