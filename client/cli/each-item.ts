import { programTexts } from "../../interface/text/client/program.ts"
import type { ExitCode } from "./exit-codes.ts"
import { explainFailure } from "./explain-failure.ts"
import type { Job } from "./job.ts"
import { SomeFailed } from "./some-failed.ts"

/**
 * Does something with each item, going on after one that failed unless nothing more can be done; throws what a single
 * item throws, and SomeFailed for several.
 */
export async function eachItem<T extends string | number, R extends object>(
  job: Job,
  items: readonly T[],
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const [only] = items
  if (items.length === 1 && only !== undefined) return [await work(only)]
  const done: R[] = []
  const told: object[] = []
  let exitCode: ExitCode = 0
  for (const item of items) {
    try {
      const result = await work(item)
      done.push(result)
      told.push({ flag: true, ...result })
    } catch (error) {
      const explained = explainFailure(error, job.say)
      job.note(job.say(programTexts.itemFailed, { item, reason: explained.msg }))
      told.push({ flag: false, item, code: explained.code, msg: explained.msg })
      if (exitCode === 0) exitCode = explained.exitCode
      if (endsAll(explained.exitCode)) break
    }
  }
  if (exitCode === 0) return done
  throw new SomeFailed(items.length - done.length, items.length, exitCode, told)
}

function endsAll(exitCode: ExitCode): boolean {
  return exitCode === 3 || exitCode === 4 || exitCode === 130
}
