import { blake3 } from "@napi-rs/blake-hash"
import { loginReply } from "./scripted-replies.ts"
import { type Caller, type Request, startScriptedServer } from "./scripted-server.ts"

/** What a piece server does otherwise than a good one; each is asked before the reply goes out. */
export type PieceServerFaults = {
  /** The bytes of a piece as they are taken to have arrived. */
  readonly arrived?: (piece: number, bytes: Buffer) => Buffer
  /** Answers true where the reply to a request is lost with its connection; the request has had its effect. */
  readonly loses?: (request: Request) => boolean
  /** Answers a code where a request is refused without having had an effect. */
  readonly refuses?: (request: Request) => string | undefined
}

/** A library that holds one film in memory: an upload of it, or all of it. */
export class PieceServer {
  readonly pieceBytes: number
  readonly pieces = new Map<number, Buffer>()
  /** Every request in the order of arrival. */
  readonly requests: Request[] = []
  /** Where it is set, the film with this content is number 77 already. */
  storedContentId: string | undefined
  /** What check_movie answers. */
  isHinted = false
  finished: number | undefined
  #film: Request | undefined
  readonly #faults: PieceServerFaults

  constructor(pieceBytes: number, faults: PieceServerFaults = {}) {
    this.pieceBytes = pieceBytes
    this.#faults = faults
  }

  /** How many requests of a type came. */
  count(type: string): number {
    return this.requests.filter((request) => request.type === type).length
  }

  /** The numbers of the pieces that came, in order. */
  get sent(): unknown[] {
    return this.requests.filter(({ type }) => type === "send_piece").map(({ piece }) => piece)
  }

  /** The bytes of the upload so far. */
  get bytes(): Buffer {
    return Buffer.concat([...this.pieces].sort(([a], [b]) => a - b).map(([, bytes]) => bytes))
  }

  /** Serves it. */
  start(): ReturnType<typeof startScriptedServer> {
    return startScriptedServer((caller) => this.#serve(caller))
  }

  async #serve(caller: Caller): Promise<void> {
    for (;;) {
      const request = await caller.request()
      this.requests.push(request)
      const code = this.#faults.refuses?.(request)
      if (code !== undefined && request.type === "send_piece") await caller.bytes(Number(request.file_size))
      const reply = code === undefined ? await this.#answer(caller, request) : refusal(code)
      if (this.#faults.loses?.(request)) return void caller.socket.destroy()
      caller.reply(reply)
    }
  }

  async #answer(caller: Caller, request: Request): Promise<object> {
    switch (request.type) {
      case "check_movie":
        return this.isHinted ? refusal("MOVIE_EXISTS") : {}
      case "start_upload":
        return this.#begin(request)
      case "check_upload":
        return { ...this.#shape, verified: this.pieces.size, pieces: this.#hashes, next_piece: null }
      case "send_piece":
        return this.#take(request, await caller.bytes(Number(request.file_size)))
      case "finish_upload":
        return this.#finish(request)
      default:
        return loginReply
    }
  }

  get #shape() {
    const { pieceBytes } = this
    return { piece_size: pieceBytes, piece_count: Math.ceil(Number(this.#film?.film_size) / pieceBytes) }
  }

  get #hashes(): (string | null)[] {
    return Array.from({ length: this.#shape.piece_count }, (_, piece) => {
      const bytes = this.pieces.get(piece)
      return bytes === undefined ? null : blake3(bytes).toString("hex")
    })
  }

  #begin(request: Request): object {
    const is_resumed = this.#film === undefined ? 0 : 1
    this.#film = request
    const isStored = request.content_id !== undefined && request.content_id === this.storedContentId
    const movie_id = isStored ? 77 : null
    return { ...this.#shape, movie_id, upload_id: isStored ? null : 5, is_resumed }
  }

  #take(request: Request, sent: Buffer): object {
    const piece = Number(request.piece)
    const bytes = this.#faults.arrived?.(piece, sent) ?? sent
    if (blake3(bytes).toString("hex") !== request.hash) return refusal("WRONG_PIECE")
    this.pieces.set(piece, bytes)
    return { verified: this.pieces.size }
  }

  #finish(request: Request): object {
    if (this.finished !== undefined) return refusal("NO_SUCH_UPLOAD")
    if (this.pieces.size < this.#shape.piece_count) return refusal("PIECES_MISSING")
    this.finished = 77
    this.storedContentId = String(request.content_id)
    return { movie_id: 77, content_id: request.content_id }
  }
}

function refusal(code: string): object {
  return { flag: false, code, msg: code }
}
