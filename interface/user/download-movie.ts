import { z } from "zod"
import { DownloadRecord } from "../../db/download-record.ts"
import { Movie } from "../../db/movie.ts"
import { User } from "../../db/user.ts"
import { Failure } from "../failure.ts"
import { count, rowId } from "../fields.ts"
import { downloadMessage } from "../message.ts"
import { priceFen } from "../price.ts"

/** download_movie: a film's bytes, after the wait that a member who is not a VIP has. */
export const downloadMovie = downloadMessage(
  "download_movie",
  {
    doc: "Answers at once and sends file_size bytes of film after wait_time seconds; the download goes on the member's record, as finished once the last byte was taken.",
    access: "member",
    request: {
      movie_id: rowId(),
      movie_type: z.unknown().optional().describe("ignored: older clients send it"),
    },
    reply: {
      file_name: z.string().describe("the film's name, for showing; never to be trusted as a path"),
      file_size: count.describe("bytes that follow"),
      file_md5: z.string().describe("the sampled md5"),
      wait_time: z.number().min(0).max(86_400).describe("seconds until the bytes come"),
      price_fen: count.describe("what the film costs the member"),
    },
    done: { en: "The film follows.", zh: "开始下载" },
    fails: ["NO_SUCH_MOVIE"],
  },
  async ({ session, settings, store }, { movie_id }) => {
    const movie = await Movie.first({ id: movie_id, is_delete: false })
    if (movie === undefined) throw new Failure("NO_SUCH_MOVIE")
    const isVip = await User.exists({ id: session.userId, is_vip: true })
    const price = priceFen(settings, movie.is_free, isVip)
    const film = await store.open(movie.stored_name)
    const record = new DownloadRecord({ user_id: session.userId, movie_id, price_fen: BigInt(price) })
    try {
      // The peer counts the bytes that were announced: with fewer it would take the next reply for film.
      if (film.size !== movie.size) {
        throw new Error(`film ${movie_id} has ${film.size} bytes in the store and ${movie.size} in its row`)
      }
      await record.save()
    } catch (error) {
      await film.close()
      throw error
    }
    const waitS = isVip ? 0 : settings.downloadWaitS
    return {
      keys: {
        file_name: movie.name,
        file_size: movie.size,
        file_md5: movie.sampled_md5,
        wait_time: waitS,
        price_fen: price,
      },
      film: {
        film,
        waitMs: waitS * 1000,
        ended: async (bytes) => {
          await DownloadRecord.update({ id: record.id }, { bytes, is_finished: bytes === movie.size })
        },
      },
    }
  },
)
