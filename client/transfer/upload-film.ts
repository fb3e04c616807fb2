import { blake3 } from "@napi-rs/blake-hash"
import type { Remote } from "../remote.ts"
import type { FilmFile } from "./film-file.ts"
import { FilmUpload, type FilmWish, type UploadedFilm, type UploadWays } from "./film-upload.ts"
import { keepTrying, type Patience } from "./keep-trying.ts"
import { PieceReader } from "./piece-reader.ts"
import type { RateLimit } from "./rate-limit.ts"
import { sendPieces } from "./send-pieces.ts"

/** How a film is uploaded. */
export type UploadOptions = Patience &
  FilmWish & {
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

/**
 * Uploads a file as FilmUpload says. Waits out lost connections and restarted servers. Throws what Remote's methods throw, and
 * Trouble about the file: FILM_CHANGED where it was written to meanwhile.
 */
export function uploadFilm(remote: Remote, file: FilmFile, given: UploadOptions): Promise<UploadedFilm> {
  const options = { ...given, onRetry: onceAtATime(given.onRetry) }
  const { signal, onCompare, onStart } = options
  const reader = new PieceReader(file, 0)
  let isStarted = false
  const ways: UploadWays = {
    film: file,
    ask: (type, request) => keepTrying(remote, options, () => remote.call(type, request, { signal })),
    hash: (range) => reader.hash(range),
    hashText: (text) => blake3(text).toString("hex"),
    checkUnchanged: () => file.checkUnchanged(),
    send: (sending) => {
      if (!isStarted) onStart?.(sending.thereBytes)
      isStarted = true
      return sendPieces(remote, file, sending, options)
    },
    onCompare,
    throwIfAborted: () => signal?.throwIfAborted(),
  }
  return new FilmUpload(ways, given).run()
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
