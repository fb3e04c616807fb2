import { z } from "zod"
import { DownloadRecord } from "../../db/download-record.ts"
import { Movie } from "../../db/movie.ts"
import { lt } from "../../orm/operator.ts"
import { belongsTo } from "../../orm/relation.ts"
import { bit, count, moment, pageLimit, rowId, toBit } from "../fields.ts"
import { message } from "../message.ts"
import { nextPage } from "../next-page.ts"

/** list_downloads: what a member downloaded, page by page. */
export const listDownloads = message(
  "list_downloads",
  {
    doc: "Lists the member's downloads, newest first, a page at a time.",
    access: "member",
    reads: true,
    request: {
      before_id: rowId().optional().describe("next_before_id of the page before; nothing for the first page"),
      limit: pageLimit,
    },
    reply: {
      downloads: z.array(
        z.object({
          id: rowId(),
          movie_id: rowId(),
          name: z.string(),
          size: count.describe("bytes of the film"),
          bytes: count.describe("bytes that were taken"),
          is_sent: bit.describe("1: as many bytes were taken as the film has"),
          is_finished: bit.describe("1: the client said that all of it arrived and was verified"),
          price_fen: count,
          time: moment,
        }),
      ),
      next_before_id: rowId().nullable().describe("null on the last page"),
    },
    done: { en: "Here are your downloads.", zh: "获取下载记录成功" },
    fails: [],
  },
  async ({ session }, { before_id, limit }) => {
    const page = before_id === undefined ? {} : { id: lt(before_id) }
    const records = await DownloadRecord.select(
      { user_id: session.userId, ...page },
      { orderBy: "-id", limit, with: { movie: belongsTo(Movie, "movie_id") } },
    )
    return {
      downloads: records.map((record) => ({
        id: record.id,
        movie_id: record.movie_id,
        name: record.movie?.name ?? "",
        size: record.movie?.size ?? 0,
        bytes: record.bytes,
        is_sent: toBit(record.bytes >= (record.movie?.size ?? 0)),
        is_finished: toBit(record.is_finished),
        price_fen: Number(record.price_fen),
        time: record.create_time.toISOString(),
      })),
      next_before_id: nextPage(records, limit),
    }
  },
)
