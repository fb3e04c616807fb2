import { pieceBytesFor } from "../../interface/pieces/manifest.ts"
import type { ReplyOf, RequestOf } from "../../interface/protocol.ts"
import { Refused } from "../refused.ts"
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
  /** Told how many bytes were compared with what the library has, where it may have the film already. */
  readonly onCompare?: ((bytes: number) => void) | undefined
  /** Told how many of the film's bytes the server has. */
  readonly onProgress?: ((bytes: number) => void) | undefined
}

/** A film that is in the library, put there now or found there. */
export type UploadedFilm = { readonly movieId: number; readonly wasThere: boolean }

// A piece size is the server's own choice; this one it makes unless somebody set another.
const usualPieceBytes = 8 * 1024 * 1024
/** How often the server's view of the upload may turn out to be another than ours before that is given up. */
const mostRounds = 5
const pageLimit = 1000

type Started = ReplyOf<"start_upload"> & { readonly upload_id: number }

/**
 * Puts a file into the library piece by piece, going on with an upload of it that was begun earlier, by whatever process: what
 * the server has of it already, compared by hash, isn't sent. Waits out lost connections and restarted servers. Throws what
 * Remote's methods throw, and Trouble about the file: FILM_CHANGED where it was written to meanwhile.
 */
export async function uploadFilm(
  remote: Remote,
  file: FilmFile,
  options: UploadOptions,
): Promise<UploadedFilm> {
  return new FilmUpload(remote, file, options).run()
}

class FilmUpload {
  readonly #remote: Remote
  readonly #file: FilmFile
  readonly #options: UploadOptions
  #own: OwnPieces
  /** Whether a finish was asked for, so that the film may be there though nobody said so. */
  #mayBeFinished = false

  constructor(remote: Remote, file: FilmFile, options: UploadOptions) {
    this.#remote = remote
    this.#file = file
    this.#options = options
    this.#own = new OwnPieces(file.size, pieceBytesFor(file.size, usualPieceBytes))
  }

  async run(): Promise<UploadedFilm> {
    if (!this.#options.again && (await this.#isProbablyThere())) await this.#compare()
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
    const started = await this.#start()
    if ("movieId" in started) return started
    const { upload_id, is_resumed } = started
    let there = is_resumed === 1 ? await this.#whatIsThere(upload_id) : []
    for (let round = 1; ; round++) {
      await sendPieces(this.#remote, this.#file, this.#own, { upload_id, there }, this.#options)
      await this.#file.checkUnchanged()
      try {
        return await this.#finish(upload_id)
      } catch (error) {
        const isIncomplete = isRefusal(error, "PIECES_MISSING") || isRefusal(error, "WRONG_CONTENT")
        if (!isIncomplete || round === mostRounds) throw error
        there = await this.#whatIsThere(upload_id)
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

  async #compare(): Promise<void> {
    const { signal, onCompare } = this.#options
    const reader = new PieceReader(this.#file, 0)
    let bytes = 0
    for (let piece = 0; piece < this.#own.count; piece++) {
      signal?.throwIfAborted()
      const range = this.#own.rangeOf(piece)
      this.#own.learn(piece, await reader.hash(range))
      bytes += range.length
      onCompare?.(bytes)
    }
  }

  async #start(): Promise<Started | UploadedFilm> {
    const started = await this.#ask("start_upload", this.#startRequest())
    const { movie_id, upload_id, piece_size } = started
    if (movie_id !== null) return { movieId: movie_id, wasThere: !this.#mayBeFinished }
    if (upload_id === null) throw new Error("start_upload told neither a film nor an upload")
    if (piece_size === this.#own.pieceBytes) return { ...started, upload_id }
    const wasCompared = this.#own.contentId() !== undefined
    this.#own = new OwnPieces(this.#file.size, piece_size)
    if (!wasCompared) return { ...started, upload_id }
    // What was compared were pieces of another size than this library's.
    await this.#compare()
    const again = await this.#ask("start_upload", this.#startRequest())
    if (again.movie_id !== null) {
      await this.#ask("drop_upload", { upload_id }).catch(() => undefined)
      return { movieId: again.movie_id, wasThere: true }
    }
    return { ...again, upload_id: again.upload_id ?? upload_id }
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

function isRefusal(error: unknown, code: string): boolean {
  return error instanceof Refused && error.code === code
}
