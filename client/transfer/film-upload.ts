import { type PieceRange, pieceBytesFor } from "../../interface/pieces/manifest.ts"
import type { ReplyOf, RequestOf } from "../../interface/protocol.ts"
import { isRefusal } from "../refused.ts"
import { OwnPieces } from "./own-pieces.ts"

// Runs in a browser too: nothing of Node here.

/** A film that is in the library, put there now or found there. */
export type UploadedFilm = { readonly movieId: number; readonly wasThere: boolean }

/** The messages by which a film is uploaded, but for its pieces. */
type UploadCall = "check_movie" | "start_upload" | "check_upload" | "finish_upload" | "drop_upload"

/** An upload: the file's pieces, those of them that are to be sent, and the bytes of the others. */
export type Sending = {
  readonly upload_id: number
  readonly own: OwnPieces
  readonly missing: readonly number[]
  readonly thereBytes: number
}

/** The file, as its name, size and sampled md5. */
type Film = { readonly name: string; readonly size: number; readonly sampledMd5: string }

/** What a program or a page has to bring to upload a film. */
export type UploadWays = {
  readonly film: Film
  /** Asks the server, and keeps trying while the connection is lost. */
  ask<Type extends UploadCall>(type: Type, request: RequestOf<Type>): Promise<ReplyOf<Type>>
  /** BLAKE3, in hexadecimal, of a part of the file. */
  hash(range: PieceRange): Promise<string>
  /** BLAKE3, in hexadecimal, of a text in UTF-8. */
  hashText(text: string): string
  /** Throws Trouble FILM_CHANGED where the file was written to meanwhile. */
  checkUnchanged(): Promise<void>
  /** Sends what is missing; answers when all of it is there. */
  send(sending: Sending): Promise<void>
  /** Told how many bytes of how many were compared with what the server has, where it may have them already. */
  onCompare?: ((bytes: number, total: number) => void) | undefined
  /** Asked now and then while the file is compared; throws where that is to end. */
  throwIfAborted(): void
}

/** How the film is to be in the library. */
export type FilmWish = {
  readonly isFree: boolean
  /** Upload it as another film where the library has the very same already. */
  readonly again?: boolean
}

// The server chooses the size of pieces; unless somebody set another, it is made of this one.
const usualPieceBytes = 8 * 1024 * 1024
/** How often the server's view of the upload may turn out to be another than ours before that is given up. */
const mostRounds = 5
const pageLimit = 1000

type Begun = ReplyOf<"start_upload"> & { readonly upload_id: number }

/**
 * Puts a file into the library piece by piece, going on with an upload of it that was begun earlier, by whatever program: what
 * the server has of it already, compared by hash, isn't sent. May be run again after it failed, and remembers the hashes.
 */
export class FilmUpload {
  readonly #ways: UploadWays
  readonly #wish: FilmWish
  #own: OwnPieces
  /** Whether a finish was asked for, so that the film may be there though nobody said so. */
  #mayBeFinished = false

  constructor(ways: UploadWays, wish: FilmWish) {
    this.#ways = ways
    this.#wish = wish
    this.#own = new OwnPieces(ways.film.size, pieceBytesFor(ways.film.size, usualPieceBytes))
  }

  /** Answers when the film is in the library. */
  async run(): Promise<UploadedFilm> {
    if (!this.#wish.again && (await this.#isProbablyThere())) await this.#learnAll()
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
      const thereBytes = this.#ways.film.size - this.#own.bytesOf(missing)
      await this.#ways.send({ upload_id, own: this.#own, missing, thereBytes })
      await this.#ways.checkUnchanged()
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
      await this.#ways.ask("check_movie", { file_md5: this.#ways.film.sampledMd5 })
      return false
    } catch (error) {
      if (isRefusal(error, "MOVIE_EXISTS")) return true
      throw error
    }
  }

  async #begin(): Promise<Begun | UploadedFilm> {
    const { movie_id, upload_id, ...begun } = await this.#ways.ask("start_upload", this.#startRequest())
    if (movie_id !== null) return { movieId: movie_id, wasThere: !this.#mayBeFinished }
    if (upload_id === null) throw new Error("start_upload told neither a film nor an upload")
    if (begun.piece_size === this.#own.pieceBytes) return { ...begun, movie_id, upload_id }
    const wasCompared = this.#own.manifest() !== undefined
    this.#own = new OwnPieces(this.#ways.film.size, begun.piece_size)
    if (!wasCompared) return { ...begun, movie_id, upload_id }
    // What was compared were pieces of another size than this library's.
    await this.#learnAll()
    const again = await this.#ways.ask("start_upload", this.#startRequest())
    if (again.movie_id === null) return { ...again, upload_id: again.upload_id ?? upload_id }
    await this.#ways.ask("drop_upload", { upload_id }).catch(() => undefined)
    return { movieId: again.movie_id, wasThere: true }
  }

  #startRequest(): RequestOf<"start_upload"> {
    const { isFree, again } = this.#wish
    const { name, size, sampledMd5 } = this.#ways.film
    const content_id = again && !this.#mayBeFinished ? undefined : this.#contentId()
    return {
      file_name: name,
      film_size: size,
      file_md5: sampledMd5,
      is_free: isFree,
      ...(content_id === undefined ? {} : { content_id, piece_size: this.#own.pieceBytes }),
    }
  }

  #contentId(): string | undefined {
    const text = this.#own.manifest()
    return text === undefined ? undefined : this.#ways.hashText(text)
  }

  /** The hashes of the pieces that the server has; null for those that are missing. */
  async #whatIsThere(upload_id: number): Promise<(string | null)[]> {
    const there: (string | null)[] = []
    for (;;) {
      const page = { upload_id, first_piece: there.length, limit: pageLimit }
      const { pieces, next_piece } = await this.#ways.ask("check_upload", page)
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
    const unknown = pieces.filter((piece) => this.#own.hashOf(piece) === undefined)
    const total = this.#own.bytesOf(unknown)
    let bytes = 0
    for (const piece of unknown) {
      this.#ways.throwIfAborted()
      const range = this.#own.rangeOf(piece)
      this.#own.learn(piece, await this.#ways.hash(range))
      bytes += range.length
      this.#ways.onCompare?.(bytes, total)
    }
  }

  async #finish(upload_id: number): Promise<UploadedFilm> {
    const content_id = this.#contentId()
    this.#mayBeFinished = true
    const { movie_id } = await this.#ways.ask("finish_upload", { upload_id, content_id })
    return { movieId: movie_id, wasThere: false }
  }
}
