import { setTimeout as pause } from "node:timers/promises"
import type { ReplyOf } from "../../interface/protocol.ts"
import { columnTexts } from "../../interface/text/client/columns.ts"
import { storeHelp, storeTexts } from "../../interface/text/client/store.ts"
import { wordTexts } from "../../interface/text/client/words.ts"
import { type Command, command, type Printer } from "../cli/command.ts"
import { confirmed, type Job } from "../cli/job.ts"
import type { Progress } from "../terminal/progress.ts"
import { keepTrying } from "../transfer/keep-trying.ts"
import { Trouble } from "../trouble.ts"

type Check = Omit<ReplyOf<"check_store">, "is_running">

const pollMs = 250
const patienceS = 60

/** Begins a check, or joins the one that is under way, and watches it to its end; throws Trouble CHECK_LEFT or CHECK_BROKE_OFF. */
async function watch(job: Job, repair: boolean): Promise<Check> {
  const { remote, say, signal } = job
  let progress: Progress | undefined
  const onRetry = (_: unknown, seconds: number): void => progress?.lost(seconds)
  const ask = (begin: boolean) =>
    keepTrying(remote, { patienceS, signal, onRetry }, () =>
      remote.call("check_store", { begin, repair: begin && repair }, { signal }),
    )
  let isDone = false
  try {
    let check = await ask(true)
    let mostFilms = 0
    const label = (): string => {
      const { is_repair, films_done: done, films_total: all } = check
      return say(is_repair === 1 ? storeTexts.repairing : storeTexts.checking, { done, all })
    }
    while (check.is_running === 1) {
      const { films_total, bytes_total, bytes_done } = check
      mostFilms = Math.max(mostFilms, films_total)
      if (bytes_total > 0) progress ??= job.progress({ label, total: bytes_total })
      progress?.update(bytes_done)
      await pause(pollMs, undefined, { signal })
      check = await ask(false)
    }
    progress?.update(check.bytes_done)
    // A server that was started anew in between knows nothing of it.
    if (check.films_done < Math.max(mostFilms, check.films_total)) throw new Trouble("CHECK_BROKE_OFF")
    isDone = true
    const { is_running: _, msg: __, ...found } = check
    return found
  } catch (error) {
    if (signal.aborted) throw new Trouble("CHECK_LEFT", {}, { cause: error })
    throw error
  } finally {
    progress?.stop(isDone)
  }
}

/** Whether a problem needs nobody any more; a file that no film had is out of the way wherever it was moved. */
function isSettled({ kind, outcome }: Check["problems"][number]): boolean {
  return outcome === "repaired" || outcome === "removed" || (kind === "no_row" && outcome === "set_aside")
}

function trouble(check: Check): Trouble | undefined {
  // Of very many problems only the first are told in full.
  const open = check.problem_count - check.problems.filter(isSettled).length
  if (open === 0) return undefined
  const detail = { open, all: check.problem_count }
  return new Trouble(check.is_repair === 1 ? "STORE_NOT_REPAIRED" : "STORE_HAS_PROBLEMS", detail)
}

const problemTexts = {
  missing: storeTexts.problemMissing,
  damaged: storeTexts.problemDamaged,
  no_manifest: storeTexts.problemNoManifest,
  no_row: storeTexts.problemNoRow,
  upload_lost: storeTexts.problemUploadLost,
}

const outcomeTexts = {
  found: storeTexts.outcomeFound,
  repaired: storeTexts.outcomeRepaired,
  set_aside: storeTexts.outcomeSetAside,
  removed: storeTexts.outcomeRemoved,
}

function print(check: Check, { line, table }: Printer, { say }: Job): void {
  line(say(storeTexts.checked, { films: check.films_done, problems: check.problem_count }))
  if (check.problems.length === 0) return
  table(
    [
      { head: say(columnTexts.headProblem) },
      { head: say(storeTexts.headFilms), align: "right" },
      { head: say(storeTexts.headPieces), wraps: true },
      { head: say(storeTexts.headFile), wraps: true },
      { head: say(storeTexts.headOutcome) },
    ],
    check.problems.map(({ kind, movie_ids, bad_pieces, stored_name, outcome }) => [
      say(problemTexts[kind]),
      movie_ids.join(", ") || say(wordTexts.none),
      bad_pieces.join(", ") || say(wordTexts.none),
      stored_name,
      say(outcomeTexts[outcome]),
    ]),
  )
}

/** Hashes every stored film again and tells what is wrong. */
export const checkStore: Command = command<object, Check>({
  name: "store check",
  doc: storeHelp.storeCheck,
  title: storeTexts.menuCheck,
  needsLogin: true,
  params: {},
  run: (job) => watch(job, false),
  print,
  trouble,
})

/** Does the same, and puts right what can be. */
export const repairStore: Command = command<object, Check>({
  name: "store repair",
  doc: storeHelp.storeRepair,
  title: storeTexts.menuRepair,
  needsLogin: true,
  params: {},
  run: async (job) => {
    await confirmed(job, job.say(storeTexts.confirmRepair))
    for (;;) {
      const check = await watch(job, true)
      // One that was under way already put nothing right.
      if (check.is_repair === 1) return check
    }
  },
  print,
  trouble,
})
