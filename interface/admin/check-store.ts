import { z } from "zod"
import { bit, count, oneOrZero, rowId, toBit } from "../fields.ts"
import { message } from "../message.ts"
import { newestThatFit } from "../newest-that-fit.ts"
import { recordAction } from "../record-action.ts"

/** check_store: whether every film's bytes are what they were. */
export const checkStore = message(
  "check_store",
  {
    doc: "Begins to hash every stored film again and to compare files with rows, and tells how far that is; where one is under way it only tells. With repair what can be put right is.",
    access: "editor",
    request: {
      begin: oneOrZero().default(false).describe("1: begin a check unless one is under way"),
      repair: oneOrZero().default(false).describe("1: of the check that this begins, put right what can be"),
    },
    reply: {
      is_running: bit,
      is_repair: bit.describe("1: what can be put right is"),
      films_done: count,
      films_total: count,
      bytes_done: count,
      bytes_total: count,
      problem_count: count,
      problems: z
        .array(
          z.object({
            kind: z.enum(["missing", "damaged", "no_manifest", "no_row", "upload_lost"]),
            stored_name: z.string(),
            movie_ids: z.array(rowId()),
            bad_pieces: z.array(count).describe("numbers of the pieces that are wrong, the first hundred"),
            outcome: z.enum(["found", "repaired", "set_aside", "removed"]),
          }),
        )
        .describe("the first two hundred, or as many as fit into a reply"),
    },
    done: { en: "Here is how far the check is.", zh: "获取检查进度成功" },
    fails: [],
  },
  async (context, { begin, repair }) => {
    const { storeCheck, settings } = context
    // One that only looks changes nothing. What a repair did stands in its report and in the log.
    if (begin && repair && !storeCheck.progress.isRunning) {
      await recordAction(context, { action: "check_store", target: "store", after: { repair } })
    }
    if (begin) storeCheck.begin({ repair })
    const { progress } = storeCheck
    const problems = progress.problems.map(({ kind, storedName, movieIds, badPieces, outcome }) => ({
      kind,
      stored_name: storedName,
      movie_ids: [...movieIds],
      bad_pieces: [...badPieces],
      outcome,
    }))
    return {
      is_running: toBit(progress.isRunning),
      is_repair: toBit(progress.isRepair),
      films_done: progress.filmsDone,
      films_total: progress.filmsTotal,
      bytes_done: progress.bytesDone,
      bytes_total: progress.bytesTotal,
      problem_count: progress.problemCount,
      problems: newestThatFit(problems, settings.maxListBytes),
    }
  },
)
