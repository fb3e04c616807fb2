import type { Logger } from "pino"
import type { StoreCheckProgress, StoreProblem } from "../../../interface/context.ts"

const mostProblems = 200
const mostBadPieces = 100

/** How far a check of the store is, as it is told, and what it found. */
export class CheckProgress implements StoreCheckProgress {
  isRunning = false
  filmsDone = 0
  filmsTotal = 0
  bytesDone = 0
  bytesTotal = 0
  problemCount = 0
  readonly isRepair: boolean
  readonly #problems: StoreProblem[] = []
  readonly #log: Logger

  constructor(isRepair: boolean, log: Logger) {
    this.isRepair = isRepair
    this.#log = log
  }

  get problems(): readonly StoreProblem[] {
    return this.#problems
  }

  /** Tells of a problem, here and in the log. */
  report(problem: StoreProblem): void {
    const badPieces = problem.badPieces.slice(0, mostBadPieces)
    this.#log.warn({ ...problem, badPieces }, "the check of the store found something")
    this.problemCount++
    if (this.#problems.length < mostProblems) this.#problems.push({ ...problem, badPieces })
  }
}
