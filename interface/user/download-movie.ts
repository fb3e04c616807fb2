import { z } from "zod"
import { DownloadRecord } from "../../db/download-record.ts"
import { databaseTime } from "../../orm/database-time.ts"
import { add } from "../../orm/expression.ts"
import { transaction } from "../../orm/transaction.ts"
import type { Session } from "../context.ts"
import { Failure } from "../failure.ts"
import { blake3Hex, count, rowId } from "../fields.ts"
import { isVip } from "../is-vip.ts"
import { downloadMessage } from "../message.ts"
import { filmToDownload } from "./film-to-download.ts"
import { openInTurn } from "./open-in-turn.ts"
import { payForDownload } from "./pay-for-download.ts"

/** download_movie: a film's bytes, after the wait that a member who is not a VIP has. */
export const downloadMovie = downloadMessage(
  "download_movie",
  {
    doc: "Sends file_size bytes of film, all of it or a range, wait_time seconds after the reply. Without download_id a new download goes on the member's record; further ranges of it name it. Where all transfer slots are taken it answers in its turn, and nothing else on its connection meanwhile; or at once with QUEUED.",
    access: "member",
    request: {
      movie_id: rowId(),
      offset: count.default(0).describe("where the range begins, in bytes"),
      length: z.int().min(1).optional().describe("bytes of the range; up to the film's end without it"),
      download_id: rowId().optional().describe("the download that this range belongs to, not delivered yet"),
      content_id: blake3Hex().optional().describe("FILM_CHANGED where the film is another one"),
      payment: z
        .literal("separate")
        .optional()
        .describe("PAYMENT_REQUIRED for a film that is to be bought first; without it the download buys it"),
      queue: z
        .literal("tell")
        .optional()
        .describe(
          "QUEUED where all transfer slots are taken, and pushes of the line; without it the reply waits",
        ),
      place: z
        .string()
        .max(64)
        .optional()
        .describe("the place of QUEUED: takes its turn where that has come, else claims it again"),
      movie_type: z.unknown().optional().describe("ignored: older clients send it"),
    },
    reply: {
      file_name: z.string().describe("the film's name, for showing; never to be trusted as a path"),
      file_size: count.describe("bytes that follow"),
      file_md5: z.string().describe("the sampled md5"),
      wait_time: z.number().min(0).max(86_400).describe("seconds until the bytes come"),
      price_fen: count.describe(
        "what was paid with this download: 0 where the film is free or was bought before",
      ),
      download_id: rowId().describe("for further ranges, and for delivered"),
      film_size: count.describe("bytes of the whole film"),
      content_id: z
        .string()
        .nullable()
        .describe("the hash over its manifest; null where that is still being worked out"),
      url: z
        .string()
        .optional()
        .describe(
          "over HTTP and WebSocket, where no bytes follow: the address that they are fetched from, with or without ranges, by whoever has it; good for a time",
        ),
    },
    done: { en: "The film follows.", zh: "开始下载" },
    fails: [
      "NO_SUCH_MOVIE",
      "BAD_RANGE",
      "NO_SUCH_DOWNLOAD",
      "FILM_CHANGED",
      "FILM_DAMAGED",
      "PAYMENT_REQUIRED",
      "INSUFFICIENT_BALANCE",
      "NOT_FOR_SALE",
      "QUEUED",
      "QUEUE_FULL",
      "TOO_MANY_PLACES",
    ],
  },
  async (context, request) => {
    const { session, settings, peer } = context
    const { movie_id, offset, length, download_id, content_id, payment, queue, place } = request
    const find = async () => {
      const { movie, known } = await filmToDownload(session, movie_id, download_id)
      if (content_id !== undefined && content_id !== movie.content_id) throw new Failure("FILM_CHANGED")
      if (movie.damage_time !== null) throw new Failure("FILM_DAMAGED")
      return { movie, known, bytes: rangeLength(movie.size, offset, length) }
    }
    const isMemberVip = await isVip(session.userId)
    const tells = queue === "tell"
    const asked = { session, movieId: movie_id, isVip: isMemberVip, downloadId: download_id, tells, place }
    let paidFen = 0
    const { found, film, slot } = await openInTurn(context, asked, find, async ({ movie, known }) => {
      if (known !== undefined) return
      paidFen = await payForDownload({ session, settings, movie, buysSeparately: payment === "separate" })
    })
    try {
      const { movie, known, bytes } = found
      // Who waited in the line has waited.
      const waitS = isMemberVip ? 0 : Math.max(0, settings.downloadWaitS - slot.waitedMs / 1000)
      const record = known ?? (await newDownload(session, movie_id, paidFen, waitS))
      const waitMs = known === undefined ? record.wait_ms : await waitLeftMs(known, isMemberVip)
      slot.begin(record.id)
      // A client of the plain dialect takes a film in one go, and says nothing when it has it. Nor does a browser; but of what it
      // asked for it may take a part, and go on elsewhere.
      const isPlain = !peer.isOneRequest && !tells && known === undefined && bytes === movie.size
      return {
        keys: {
          file_name: movie.name,
          file_size: bytes,
          file_md5: movie.sampled_md5,
          wait_time: waitMs / 1000,
          price_fen: Number(record.price_fen),
          download_id: record.id,
          film_size: movie.size,
          content_id: movie.content_id,
        },
        film: {
          film,
          offset,
          length: bytes,
          waitMs,
          download: { id: record.id, movieId: movie_id },
          payer: { userId: session.userId, isVip: isMemberVip },
          progress: (sent) => slot.progress(sent),
          ended: async (taken) => {
            slot.end({ isLast: isPlain || (peer.isOneRequest && taken === movie.size) })
            await DownloadRecord.update({ id: record.id }, { bytes: add(taken) })
          },
          handedOver: () => slot.end(),
        },
      }
    } catch (error) {
      slot.end()
      await film.close()
      throw error
    }
  },
)

function newDownload(
  session: Session,
  movie_id: number,
  paidFen: number,
  waitS: number,
): Promise<DownloadRecord> {
  const wait_ms = Math.round(waitS * 1000)
  const values = { user_id: session.userId, movie_id, price_fen: BigInt(paidFen), wait_ms }
  // It names person and film, so it may lose a deadlock against a purchase and a change of the price, and is tried again then.
  return transaction(() => new DownloadRecord(values).save())
}

/** Counted from the record's begin, so that a download that is resumed does not wait twice. */
async function waitLeftMs({ create_time, wait_ms }: DownloadRecord, isVip: boolean): Promise<number> {
  if (isVip || wait_ms === 0) return 0
  const passedMs = (await databaseTime()) - create_time.getTime()
  return Math.min(wait_ms, Math.max(0, wait_ms - passedMs))
}

function rangeLength(size: number, offset: number, length: number | undefined): number {
  const bytes = length ?? size - offset
  if (bytes < 1 || offset + bytes > size) throw new Failure("BAD_RANGE", { size })
  return bytes
}
