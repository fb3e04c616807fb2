import { z } from "zod"
import { DownloadRecord } from "../../db/download-record.ts"
import { Movie } from "../../db/movie.ts"
import { belongsTo } from "../../orm/relation.ts"
import { message } from "../message.ts"
import { newestEntries } from "../newest-entries.ts"

/** check_download_record: the names of what a member downloaded. */
export const checkDownloadRecord = message(
  "check_download_record",
  {
    doc: "Lists the names of the films that the member downloaded, newest first; of a long list the newest that fit (list_downloads has all, page by page).",
    access: "member",
    reads: true,
    request: {},
    reply: { record_list: z.array(z.string()) },
    done: { en: "Here are your downloads.", zh: "获取下载记录成功" },
    fails: [],
  },
  async ({ session, settings }) => ({
    record_list: await newestEntries(
      settings.maxListBytes,
      (older, limit) =>
        DownloadRecord.select(
          { user_id: session.userId, ...older },
          { orderBy: "-id", limit, with: { movie: belongsTo(Movie, "movie_id") } },
        ),
      ({ movie }) => movie?.name ?? "",
    ),
  }),
)
