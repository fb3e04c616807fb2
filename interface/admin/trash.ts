import { z } from "zod"
import { Failure } from "../failure.ts"
import { bit, count, moment, pageLimit, rowId } from "../fields.ts"
import { message } from "../message.ts"

/** list_trash: the deleted films that can still be restored. */
export const listTrash = message(
  "list_trash",
  {
    doc: "Lists the deleted films that are not purged yet, the highest number first, a page at a time.",
    access: "admin",
    request: {
      before_id: rowId().optional().describe("next_before_id of the page before; nothing for the first page"),
      limit: pageLimit,
    },
    reply: {
      movies: z.array(
        z.object({
          id: rowId(),
          name: z.string(),
          size: count,
          is_free: bit,
          delete_time: moment,
          purge_time: moment.describe("when it goes for good"),
        }),
      ),
      next_before_id: rowId().nullable().describe("null on the last page"),
    },
    done: { en: "Here is the trash.", zh: "获取回收站成功" },
    fails: [],
  },
  async () => {
    throw new Failure("BUSY")
  },
)

/** restore_movie: brings a film back from the trash. */
export const restoreMovie = message(
  "restore_movie",
  {
    doc: "Brings a film back from the trash.",
    access: "admin",
    request: { movie_id: rowId() },
    reply: {},
    done: { en: "The film is in the library again.", zh: "影片已恢复" },
    fails: ["NO_SUCH_MOVIE"],
  },
  async () => {
    throw new Failure("BUSY")
  },
)

/** purge_movie: removes a film of the trash for good. */
export const purgeMovie = message(
  "purge_movie",
  {
    doc: "Removes a film of the trash for good; downloads under way finish.",
    access: "admin",
    request: { movie_id: rowId() },
    reply: {},
    done: { en: "The film is gone for good.", zh: "影片已彻底删除" },
    fails: ["NO_SUCH_MOVIE"],
  },
  async () => {
    throw new Failure("BUSY")
  },
)
