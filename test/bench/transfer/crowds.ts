import type { Peer } from "../../kit/peer.ts"
import { numberIn } from "../../kit/people.ts"
import { frameOf } from "../requests/messages.ts"
import { storedFilmId } from "./library.ts"
import type { Plan } from "./plan.ts"
import { newFilm } from "./stage.ts"
import { rangesByFrames } from "./ways.ts"

const pieceBytes = 8 * 1024 ** 2

/** What streams do over and over while something else is looked at. */
export type Crowd = { readonly direction: "receive" | "send"; readonly plan: Plan }

/** Streams that download, each a range of its own. */
export function downloaders(peer: Peer, filmBytes: number, streams: number): Crowd {
  return { direction: "receive", plan: rangesByFrames(peer, storedFilmId, filmBytes, streams) }
}

/** How many peers ask for a film and read nothing. */
export const silentPeers = 1000

/** What each of them says. */
export function silentPlan(peer: Peer): Plan {
  const head = frameOf({ type: "download_movie", session: peer.session, movie_id: storedFilmId })
  return { streams: Array.from({ length: silentPeers }, () => [{ head, offset: 0, length: 0 }]) }
}

/** An upload whose pieces streams send again and again, each time other bytes: a piece that is there is not written again. */
export class EndlessUpload {
  readonly #admin: Peer
  readonly #uploadId: number
  readonly #pieces: Plan["streams"]

  private constructor(admin: Peer, uploadId: number, pieces: Plan["streams"]) {
    this.#admin = admin
    this.#uploadId = uploadId
    this.#pieces = pieces
  }

  /** Begins it with one piece for each stream, so many at most. */
  static async begin(admin: Peer, mostStreams: number): Promise<EndlessUpload> {
    const film = newFilm(pieceBytes * mostStreams)
    const begun = await admin.ok({
      type: "start_upload",
      file_name: "an endless film.mp4",
      film_size: film.size,
      file_md5: film.sampledMd5(),
      is_free: 1,
      piece_size: pieceBytes,
    })
    const upload_id = numberIn(begun, "upload_id")
    const { session } = admin
    const contents = [newFilm(pieceBytes), newFilm(pieceBytes)]
    const ask = { type: "send_piece", session, upload_id, file_size: pieceBytes }
    const pieces = Array.from({ length: mostStreams }, (_, piece) =>
      contents.map((content) => {
        const [hash] = content.pieceHashes(pieceBytes)
        return content.whole(frameOf({ ...ask, piece, hash }))
      }),
    )
    return new EndlessUpload(admin, upload_id, pieces)
  }

  /** Streams that send pieces of it, each its own. */
  uploaders(streams: number): Crowd {
    return { direction: "send", plan: { streams: this.#pieces.slice(0, streams) } }
  }

  /** Gives its room back. */
  async drop(): Promise<void> {
    await this.#admin.ok({ type: "drop_upload", upload_id: this.#uploadId })
  }
}
