import { blake3 } from "@napi-rs/blake-hash"
import { sampledMd5Of } from "./films.ts"
import { listedFilm, loginReply } from "./scripted-replies.ts"
import { type Caller, type Request, startScriptedServer } from "./scripted-server.ts"

/** A range that was asked for, and how many of its bytes were handed to the system. */
export type AskedRange = {
  readonly offset: number
  readonly length: number
  readonly downloadId: unknown
  readonly contentId: unknown
}

/** The content id, written anew from PROTOCOL.md's sentence so that the client's own is tested against it. */
function contentIdOf(bytes: Buffer, pieceBytes: number): string {
  const head = ["reelwire manifest 1", `size ${bytes.length}`, `piece_size ${pieceBytes}`]
  return blake3(`${[...head, ...hashesOf(bytes, pieceBytes)].join("\n")}\n`).toString("hex")
}

function hashesOf(bytes: Buffer, pieceBytes: number): string[] {
  const hashes: string[] = []
  for (let at = 0; at < bytes.length; at += pieceBytes)
    hashes.push(blake3(bytes.subarray(at, at + pieceBytes)).toString("hex"))
  return hashes
}

/**
 * A server with one film, written from PROTOCOL.md alone, that a test can make say and do anything: it is no server of ours,
 * which would not lie. It knows everybody, whoever logs in.
 */
export class FilmServer {
  film: Buffer
  readonly pieceBytes: number
  name = "f.mp4"
  waitS = 0
  /** Whether the manifest is still being worked out. */
  isPending = false
  /** The only record that ranges may name; others are refused. */
  downloadId = 7
  /** Keys in the place of a reply's own, by the request's type. */
  readonly lies: Record<string, object> = {}
  /** Called before a range is answered, with its number counted from 1; what it answers takes the place of the range's bytes. */
  beforeRange: (number: number, caller: Caller, range: Buffer) => Buffer | Promise<Buffer> = (_, __, range) =>
    range
  readonly ranges: AskedRange[] = []
  readonly delivered: unknown[] = []
  readonly requests: Request[] = []
  connections = 0

  constructor(film: Buffer, pieceBytes = 64 * 1024) {
    this.film = film
    this.pieceBytes = pieceBytes
  }

  /** Listens on a free port until it is disposed. */
  start(): ReturnType<typeof startScriptedServer> {
    return startScriptedServer(async (caller) => {
      this.connections++
      for (;;) {
        const request = await caller.request()
        this.requests.push(request)
        await this.#answer(caller, request)
      }
    })
  }

  async #answer(caller: Caller, request: Request): Promise<void> {
    const reply = (keys: object): void => caller.reply({ ...keys, ...this.lies[String(request.type)] })
    switch (request.type) {
      case "get_manifest":
        return reply(this.#manifest(request))
      case "download_movie":
        return this.#send(caller, request, reply)
      case "delivered":
        this.delivered.push(request.download_id)
        return reply({})
      case "list_movies":
        return reply({
          movies: [{ ...listedFilm, name: this.name, size: this.film.length }],
          next_before_id: null,
        })
      default:
        return reply(loginReply)
    }
  }

  #manifest({ first_piece, limit }: Request): object {
    if (this.isPending) return { flag: false, code: "MANIFEST_PENDING", msg: "not yet" }
    const hashes = hashesOf(this.film, this.pieceBytes)
    const first = Number(first_piece)
    const next = first + Number(limit)
    return {
      file_name: this.name,
      film_size: this.film.length,
      content_id: contentIdOf(this.film, this.pieceBytes),
      piece_size: this.pieceBytes,
      piece_count: hashes.length,
      hashes: hashes.slice(first, next),
      next_piece: next < hashes.length ? next : null,
      sha256: null,
    }
  }

  async #send(caller: Caller, request: Request, reply: (keys: object) => void): Promise<void> {
    const { offset = 0, length, download_id: downloadId, content_id: contentId } = request
    const from = Number(offset)
    const bytes = this.film.subarray(from, length === undefined ? undefined : from + Number(length))
    const current = contentIdOf(this.film, this.pieceBytes)
    this.ranges.push({ offset: from, length: bytes.length, downloadId, contentId })
    if (downloadId !== undefined && downloadId !== this.downloadId)
      return reply({ flag: false, code: "NO_SUCH_DOWNLOAD", msg: "no such download" })
    if (contentId !== undefined && contentId !== current)
      return reply({ flag: false, code: "FILM_CHANGED", msg: "changed" })
    const number = this.ranges.length
    reply({
      file_name: this.name,
      file_size: bytes.length,
      file_md5: sampledMd5Of(this.film),
      wait_time: this.waitS,
      price_fen: 0,
      download_id: this.downloadId,
      film_size: this.film.length,
      content_id: this.isPending ? null : current,
    })
    caller.send(await this.beforeRange(number, caller, bytes))
  }
}
