import { z } from "zod"
import { DownloadRecord } from "../../db/download-record.ts"
import { Movie } from "../../db/movie.ts"
import { belongsTo } from "../../orm/relation.ts"
import { message } from "../message.ts"
import { newestThatFit } from "../newest-that-fit.ts"

// The shortest entry, "x", and its comma: no list that fits has more entries than its bytes divided by this.
const shortestEntryBytes = 4

/** check_download_record: the names of what a member downloaded. */
export const checkDownloadRecord = message(
  "check_download_record",
  {
    doc: "Lists the names of the films that the member downloaded, newest first; of a long list the newest that fit (list_downloads has all, page by page).",
    access: "member",
    request: {},
    reply: { record_list: z.array(z.string()) },
    done: { en: "Here are your downloads.", zh: "获取下载记录成功" },
    fails: [],
  },
  async ({ session, settings }) => {
    const records = await DownloadRecord.select(
      { user_id: session.userId },
      {
        orderBy: "-id",
        limit: Math.ceil(settings.maxListBytes / shortestEntryBytes),
        with: { movie: belongsTo(Movie, "movie_id") },
      },
    )
    const names = records.map(({ movie }) => movie?.name ?? "")
    return { record_list: newestThatFit(names, settings.maxListBytes) }
  },
)
