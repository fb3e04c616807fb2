import type { Peer } from "../../kit/peer.ts"
import { numberIn } from "../../kit/people.ts"
import { frameOf } from "../requests/messages.ts"
import type { BegunUpload } from "./contenders.ts"
import { uploadFrame } from "./library.ts"
import { type FilmPart, type Plan, rangesOf } from "./plan.ts"
import { newFilm } from "./stage.ts"
import { beginTus } from "./tus.ts"
import { ftpUploads } from "./vsftpd.ts"

/** Downloads of the stored film in ranges, one for each stream. */
export function rangesByFrames(member: Peer, filmId: number, size: number, streams: number): Plan {
  const ask = (offset: number, length: number): Buffer =>
    frameOf({ type: "download_movie", session: member.session, movie_id: filmId, offset, length })
  return {
    streams: rangesOf(size, streams).map(({ offset, length }) => [
      { head: ask(offset, length), offset, length },
    ]),
  }
}

/** The same by HTTP. */
export function rangesByHttp(path: string, size: number, streams: number): Plan {
  const ask = (offset: number, length: number): Buffer => {
    const lines = [`GET ${path} HTTP/1.1`, "host: 127.0.0.1", `range: bytes=${offset}-${offset + length - 1}`]
    return Buffer.from(`${lines.join("\r\n")}\r\n\r\n`)
  }
  return {
    streams: rangesOf(size, streams).map(({ offset, length }) => [
      { head: ask(offset, length), offset, length },
    ]),
  }
}

/** One film in pieces, which the streams send in turns, each with its hash; then the upload is finished. */
export async function beginPieces(admin: Peer, size: number, streams: number): Promise<BegunUpload> {
  const film = newFilm(size)
  const start = performance.now()
  const begun = await admin.ok({
    type: "start_upload",
    file_name: "a film.mp4",
    film_size: size,
    file_md5: film.sampledMd5(),
    is_free: 1,
  })
  const seconds = (performance.now() - start) / 1000
  const upload_id = numberIn(begun, "upload_id")
  const pieceBytes = numberIn(begun, "piece_size")
  const { session } = admin
  const parts = film.pieceHashes(pieceBytes).map((hash, piece) => {
    const offset = piece * pieceBytes
    const length = Math.min(pieceBytes, size - offset)
    const head = frameOf({ type: "send_piece", session, upload_id, piece, hash, file_size: length })
    return film.range(head, { offset, length })
  })
  const content_id = film.contentId(pieceBytes)
  const final = frameOf({ type: "finish_upload", session, upload_id, content_id })
  return { plan: { streams: dealt(parts, streams), final }, seconds }
}

/** Films of their own by upload_movie, one for each stream. */
export async function beginFilms(admin: Peer, size: number, streams: number): Promise<BegunUpload> {
  const films = rangesOf(size, streams).map(({ length }) => newFilm(length))
  return {
    plan: { streams: films.map((film) => [film.whole(uploadFrame(film, admin.session))]) },
    seconds: 0,
  }
}

/** Films of their own by the tus protocol. */
export async function beginTusFilms(port: number, size: number, streams: number): Promise<BegunUpload> {
  const start = performance.now()
  const heads = await Promise.all(rangesOf(size, streams).map(({ length }) => beginTus(port, length)))
  return { plan: alike(heads, size), seconds: (performance.now() - start) / 1000 }
}

/** Films of their own by FTP. */
export async function beginFtpFilms(size: number, streams: number): Promise<BegunUpload> {
  const heads = rangesOf(size, streams).map(() => {
    return Buffer.from(`STOR ${ftpUploads}/film-${newFilm(size).stamp.toString("hex")}\r\n`)
  })
  return { plan: alike(heads, size), seconds: 0 }
}

/** Bytes that nothing stands before. */
export async function beginRaw(size: number, streams: number): Promise<BegunUpload> {
  return {
    plan: alike(
      Array.from({ length: streams }, () => Buffer.alloc(0)),
      size,
    ),
    seconds: 0,
  }
}

function alike(heads: readonly Buffer[], size: number): Plan {
  return { streams: heads.map((head) => [{ head, offset: 0, length: size / heads.length }]) }
}

function dealt(parts: readonly FilmPart[], streams: number): FilmPart[][] {
  return Array.from({ length: streams }, (_, stream) =>
    parts.filter((_, index) => index % streams === stream),
  )
}
