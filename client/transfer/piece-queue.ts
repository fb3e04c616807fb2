import { Trouble } from "../trouble.ts"

/** Pieces that follow one another. */
export type PieceRun = { readonly first: number; readonly count: number }

/** How often a piece may arrive damaged before that is no accident. */
const mostDamaged = 5

/** The pieces that are still to be fetched, given out as runs of neighbours to `lanes` that fetch at the same time. */
export class PieceQueue {
  /** In ascending order. */
  readonly #waiting: number[]
  readonly #lanes: number
  readonly #damaged = new Map<number, number>()
  #cameBack = Promise.withResolvers<void>()

  constructor(missing: readonly number[], lanes: number) {
    this.#waiting = [...missing]
    this.#lanes = lanes
  }

  /** The next run: long ones first, and shorter ones towards the end, so that all lanes end together. */
  take(): PieceRun | undefined {
    const [first] = this.#waiting
    if (first === undefined) return undefined
    const most = this.#lanes === 1 ? Number.POSITIVE_INFINITY : this.#waiting.length / (2 * this.#lanes)
    let count = 1
    while (count < most && this.#waiting[count] === first + count) count++
    this.#waiting.splice(0, count)
    return { first, count }
  }

  /** Settles when the next piece is taken back. */
  get cameBack(): Promise<void> {
    return this.#cameBack.promise
  }

  /** Takes a piece back that was not fetched. */
  putBack(piece: number): void {
    const at = this.#waiting.findIndex((other) => other > piece)
    this.#waiting.splice(at < 0 ? this.#waiting.length : at, 0, piece)
    this.#cameBack.resolve()
    this.#cameBack = Promise.withResolvers<void>()
  }

  /** The same for a piece that arrived damaged; throws Trouble PIECE_DAMAGED where it has too often. */
  putBackDamaged(piece: number): void {
    const times = (this.#damaged.get(piece) ?? 0) + 1
    if (times === mostDamaged) throw new Trouble("PIECE_DAMAGED", { piece, times })
    this.#damaged.set(piece, times)
    this.putBack(piece)
  }
}
