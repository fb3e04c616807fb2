import { resolve } from "node:path"
import { Movie } from "../../db/movie.ts"
import { Failure } from "../../interface/failure.ts"
import { databaseTime } from "../../orm/database-time.ts"
import { now } from "../../orm/expression.ts"
import { lt, ne, notNull } from "../../orm/operator.ts"
import { transaction } from "../../orm/transaction.ts"
import type { App } from "../app.ts"
import type { FilmFacts } from "../probe/film-facts.ts"
import { FilmReader, type ReadsFilms } from "../probe/film-reader.ts"
import { filmsIn, storedFiles } from "../store/places.ts"
import type { Job } from "./scheduler.ts"

/** How soon a new film is looked for. */
const idleMs = 2000
/** Nobody takes so long for one. */
const claimMs = 3_600_000

type Shared = Pick<App, "settings" | "pictures" | "log">

/** Reads of each film how long it is, its resolution and codecs, and a poster: once, whatever comes of it. */
export class ProbeFilms implements Job {
  readonly name = "probe"
  readonly everyMs = idleMs
  readonly #films: string
  readonly #pictures: Shared["pictures"]
  readonly #log: Shared["log"]
  readonly #openReader: () => Promise<ReadsFilms | string>
  /** Null where films can't be read on this machine, which was said. */
  #reader: ReadsFilms | null | undefined

  constructor(
    { settings, pictures, log }: Shared,
    openReader: () => Promise<ReadsFilms | string> = () => FilmReader.open(),
  ) {
    this.#films = filmsIn(resolve(settings.uploadsDir))
    this.#pictures = pictures
    this.#log = log
    this.#openReader = openReader
  }

  async run(signal: AbortSignal): Promise<void> {
    for (let film = await nextFilm(); film !== undefined && !signal.aborted; film = await nextFilm()) {
      if (this.#reader === undefined) this.#reader = await this.#open()
      if (this.#reader === null) return
      await this.#probe(film, this.#reader, signal)
    }
  }

  async #open(): Promise<ReadsFilms | null> {
    const reader = await this.#openReader()
    if (typeof reader !== "string") return reader
    this.#log.warn(
      { reason: reader },
      "films are not read for duration and poster: ffmpeg can't be locked in",
    )
    return null
  }

  async #probe(film: Movie, reader: ReadsFilms, signal: AbortSignal): Promise<void> {
    const { id } = film
    if (!(await claim(film))) return
    try {
      if (!(await this.#takeFromTwin(film))) await this.#read(film, reader, signal)
      await Movie.update({ id }, { probe_claim: null })
    } catch (error) {
      await Movie.update({ id }, { probe_time: null, probe_claim: null })
      throw error
    }
  }

  async #read({ id, stored_name }: Movie, reader: ReadsFilms, signal: AbortSignal): Promise<void> {
    const read = await reader.read(storedFiles(this.#films, stored_name).film, signal)
    signal.throwIfAborted()
    if (read === undefined)
      this.#log.info({ movieId: id }, "a film can't be read: its duration stays unknown")
    else await this.#keep(id, read.facts, await this.#posterOf(id, read.frame))
  }

  /** Takes over what was read of a film of the same content; answers whether there is one. */
  async #takeFromTwin({ id, content_id }: Movie): Promise<boolean> {
    if (content_id === null) return false
    const twin = await Movie.first({ content_id, id: ne(id), purge_time: null, container: notNull() })
    if (twin === undefined) return false
    const { duration_ms, width, height, container, video_codec, audio_codec, film_poster } = twin
    const facts = { duration_ms, width, height, container, video_codec, audio_codec }
    return this.#keep(id, facts, film_poster).then(
      () => true,
      (error: unknown) => {
        // Its poster went with it a moment ago.
        if (error instanceof Failure) return false
        throw error
      },
    )
  }

  /** Makes a poster of a frame; null where there is none, or it can't be kept. */
  async #posterOf(movieId: number, frame: Buffer | undefined): Promise<string | null> {
    if (frame === undefined) return null
    return this.#pictures.add(oneOf(frame)).catch((error: unknown) => {
      // Too many pictures come in just now: the film's turn comes again.
      if (error instanceof Failure && error.code === "BUSY") throw error
      this.#log.warn({ movieId, err: error }, "a film's own poster could not be kept")
      return null
    })
  }

  #keep(id: number, facts: FilmFacts, film_poster: string | null): Promise<void> {
    const change = (): Promise<void> =>
      transaction(async () => {
        const film = await Movie.first({ id, purge_time: null }, { forUpdate: true })
        if (film === undefined) return
        Object.assign(film, facts)
        if (film_poster !== null) {
          film.film_poster = film_poster
          if (film.poster_source !== "staff")
            Object.assign(film, { poster: film_poster, poster_source: "film" })
        }
        await film.update()
      })
    return film_poster === null ? change() : this.#pictures.use(film_poster, change)
  }
}

/** A film that nobody has looked at, or that somebody has begun to and doesn't any more. */
async function nextFilm(): Promise<Movie | undefined> {
  const there = { purge_time: null, is_delete: false, damage_time: null }
  const fresh = await Movie.first({ probe_time: null, ...there }, { orderBy: "id" })
  return fresh ?? Movie.first({ probe_claim: lt(now()), ...there }, { orderBy: "probe_claim" })
}

/**
 * Lets nobody else look at a film; answers whether it was still to be had. Whoever is killed meanwhile leaves it to another once
 * the time is over; but that one has no time, so that a film that ends servers isn't read again and again.
 */
async function claim({ id, probe_time, probe_claim }: Movie): Promise<boolean> {
  const until = probe_time === null ? new Date((await databaseTime()) + claimMs) : null
  return (await Movie.update({ id, probe_time, probe_claim }, { probe_time: now(), probe_claim: until })) > 0
}

async function* oneOf(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes
}
