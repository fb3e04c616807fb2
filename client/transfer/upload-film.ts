import { pieceBytesFor } from "../../interface/pieces/manifest.ts"
import type { ReplyOf, RequestOf } from "../../interface/protocol.ts"
import { isRefusal } from "../refused.ts"
import type { Answer, CallType, Remote } from "../remote.ts"
import type { FilmFile } from "./film-file.ts"
import { keepTrying, type Patience } from "./keep-trying.ts"
import { OwnPieces } from "./own-pieces.ts"
import { PieceReader } from "./piece-reader.ts"
import type { RateLimit } from "./rate-limit.ts"
import { sendPieces } from "./send-pieces.ts"

/** How a film is uploaded. */
export type UploadOptions = Patience & {
  readonly isFree: boolean
  /** Upload it as another film where the library has the very same already. */
  readonly again?: boolean
  /** Connections to send over at once; one without it. */
  readonly connections?: number
  readonly limit?: RateLimit | undefined
  /** Told how many bytes of how many were compared with what the server has, where it may have them already. */
  readonly onCompare?: ((bytes: number, total: number) => void) | undefined
  /** Told how many of the film's bytes the server has, before the others are sent. */
  readonly onStart?: ((bytes: number) => void) | undefined
  /** Told how many of the film's bytes the server has. */
  readonly onProgress?: ((bytes: number) => void) | undefined
}

/** A film that is in the library, put there now or found there. */
export type UploadedFilm = { readonly movieId: number; readonly wasThere: boolean }

// The server chooses the size of pieces; unless somebody set another, it is made of this one.
const usualPieceBytes = 8 * 1024 * 1024
/** How often the server's view of the upload may turn out to be another than ours before that is given up. */
const mostRounds = 5
const pageLimit = 1000

type Begun = ReplyOf<"start_upload"> & { readonly upload_id: number }

/**
 * Puts a file into the library piece by piece, going on with an upload of it that was begun earlier, by whatever process: what
 * the server has of it already, compared by hash, isn't sent. Waits out lost connections and restarted servers. Throws what
 * Remote's methods throw, and Trouble about the file: FILM_CHANGED where it was written to meanwhile.
 */
export function uploadFilm(remote: Remote, file: FilmFile, options: UploadOptions): Promise<UploadedFilm> {
  return new FilmUpload(remote, file, options).run()
}

class FilmUpload {
  readonly #remote: Remote
  readonly #file: FilmFile
  readonly #options: UploadOptions
  #own: OwnPieces
  #isStarted = false
  /** Whether a finish was asked for, so that the film may be there though nobody said so. */
  #mayBeFinished = false

  constructor(remote: Remote, file: FilmFile, options: UploadOptions) {
    this.#remote = remote
    this.#file = file
    this.#options = { ...options, onRetry: onceAtATime(options.onRetry) }
    this.#own = new OwnPieces(file.size, pieceBytesFor(file.size, usualPieceBytes))
  }

  async run(): Promise<UploadedFilm> {
    if (!this.#options.again && (await this.#isProbablyThere())) await this.#learnAll()
    for (let round = 1; ; round++) {
      try {
        return await this.#attempt()
      } catch (error) {
        // It expired, was dropped, or is finished and the reply was lost.
        if (!isRefusal(error, "NO_SUCH_UPLOAD") || round === mostRounds) throw error
      }
    }
  }

  async #attempt(): Promise<UploadedFilm> {
    const begun = await this.#begin()
    if ("movieId" in begun) return begun
    const { upload_id } = begun
    let isNew = begun.is_resumed === 0
    for (let round = 1; ; round++) {
      const missing = await this.#missing(isNew ? [] : await this.#whatIsThere(upload_id))
      await this.#send(upload_id, missing)
      await this.#file.checkUnchanged()
      try {
        return await this.#finish(upload_id)
      } catch (error) {
        const isIncomplete = isRefusal(error, "PIECES_MISSING") || isRefusal(error, "WRONG_CONTENT")
        if (!isIncomplete || round === mostRounds) throw error
        isNew = false
      }
    }
  }

  async #isProbablyThere(): Promise<boolean> {
    try {
      await this.#ask("check_movie", { file_md5: this.#file.sampledMd5 })
      return false
    } catch (error) {
      if (isRefusal(error, "MOVIE_EXISTS")) return true
      throw error
    }
  }

  async #begin(): Promise<Begun | UploadedFilm> {
    const { movie_id, upload_id, ...begun } = await this.#ask("start_upload", this.#startRequest())
    if (movie_id !== null) return { movieId: movie_id, wasThere: !this.#mayBeFinished }
    if (upload_id === null) throw new Error("start_upload told neither a film nor an upload")
    if (begun.piece_size === this.#own.pieceBytes) return { ...begun, movie_id, upload_id }
    const wasCompared = this.#own.contentId() !== undefined
    this.#own = new OwnPieces(this.#file.size, begun.piece_size)
    if (!wasCompared) return { ...begun, movie_id, upload_id }
    // What was compared were pieces of another size than this library's.
    await this.#learnAll()
    const again = await this.#ask("start_upload", this.#startRequest())
    if (again.movie_id === null) return { ...again, upload_id: again.upload_id ?? upload_id }
    await this.#ask("drop_upload", { upload_id }).catch(() => undefined)
    return { movieId: again.movie_id, wasThere: true }
  }

  #startRequest(): RequestOf<"start_upload"> {
    const { isFree, again } = this.#options
    const { name, size, sampledMd5 } = this.#file
    const content_id = again && !this.#mayBeFinished ? undefined : this.#own.contentId()
    return {
      file_name: name,
      film_size: size,
      file_md5: sampledMd5,
      is_free: isFree,
      ...(content_id === undefined ? {} : { content_id, piece_size: this.#own.pieceBytes }),
    }
  }

  /** The hashes of the pieces that the server has; null for those that are missing. */
  async #whatIsThere(upload_id: number): Promise<(string | null)[]> {
    const there: (string | null)[] = []
    for (;;) {
      const page = { upload_id, first_piece: there.length, limit: pageLimit }
      const { pieces, next_piece } = await this.#ask("check_upload", page)
      there.push(...pieces)
      if (next_piece === null || pieces.length === 0) return there
    }
  }

  /** The pieces that the server hasn't got, or has otherwise than the file. */
  async #missing(there: readonly (string | null)[]): Promise<number[]> {
    const pieces = this.#own.all
    const known = pieces.filter((piece) => typeof there[piece] === "string")
    await this.#learn(known)
    const same = new Set(known.filter((piece) => there[piece] === this.#own.hashOf(piece)))
    return pieces.filter((piece) => !same.has(piece))
  }

  #learnAll(): Promise<void> {
    return this.#learn(this.#own.all)
  }

  /** Hashes those of some pieces that nobody has hashed yet. */
  async #learn(pieces: readonly number[]): Promise<void> {
    const { signal, onCompare } = this.#options
    const unknown = pieces.filter((piece) => this.#own.hashOf(piece) === undefined)
    const total = this.#own.bytesOf(unknown)
    const reader = new PieceReader(this.#file, 0)
    let bytes = 0
    for (const piece of unknown) {
      signal?.throwIfAborted()
      const range = this.#own.rangeOf(piece)
      this.#own.learn(piece, await reader.hash(range))
      bytes += range.length
      onCompare?.(bytes, total)
    }
  }

  async #send(upload_id: number, missing: readonly number[]): Promise<void> {
    const thereBytes = this.#file.size - this.#own.bytesOf(missing)
    if (!this.#isStarted) this.#options.onStart?.(thereBytes)
    this.#isStarted = true
    const pieces = { upload_id, own: this.#own, missing, thereBytes }
    await sendPieces(this.#remote, this.#file, pieces, this.#options)
  }

  async #finish(upload_id: number): Promise<UploadedFilm> {
    const content_id = this.#own.contentId()
    this.#mayBeFinished = true
    const { movie_id } = await this.#ask("finish_upload", { upload_id, content_id })
    return { movieId: movie_id, wasThere: false }
  }

  #ask<Type extends CallType>(type: Type, request: RequestOf<Type>): Promise<Answer<Type>> {
    const { signal } = this.#options
    return keepTrying(this.#remote, this.#options, () => this.#remote.call(type, request, { signal }))
  }
}

/** Several pieces under way are told of one loss each; it is the same one. */
function onceAtATime(onRetry: Patience["onRetry"]): Patience["onRetry"] {
  let untilMs = 0
  return (error, waitS) => {
    const nowMs = performance.now()
    if (nowMs < untilMs) return
    untilMs = nowMs + waitS * 1000
    onRetry?.(error, waitS)
  }
}
