import type { Standing } from "../transfer/line-place.ts"
import { printableLine } from "./printable.ts"
import type { TransferQueue } from "./transfer-queue.ts"

/** A transfer to show: what it is called now, and its bytes. */
export type Shown = {
  readonly label: string | (() => string)
  readonly total: number
  /** Bytes that were there before; none without it. */
  readonly before?: number | undefined
  /** The queue that it is one of, shown beside it. */
  readonly queue?: TransferQueue | undefined
}

/** Shows how far a transfer is. */
export type Progress = {
  /** It waits in the line for downloads. */
  queued(standing: Standing): void
  /** Its turn in the line has come. */
  turn(): void
  /** The bytes will come in so many seconds. */
  wait(seconds: number): void
  /** The connection was lost, and is made again in so many seconds. */
  lost(seconds: number): void
  /** So many bytes are there. */
  update(bytes: number): void
  /** It is over, if it wasn't before; `isDone` where all of it went through. */
  stop(isDone: boolean): void
}

/** Shows nothing. */
export const silentProgress: Progress = {
  queued: () => undefined,
  turn: () => undefined,
  wait: () => undefined,
  lost: () => undefined,
  update: () => undefined,
  stop: () => undefined,
}

/** What a transfer is called now. */
export function labelOf({ label }: Pick<Shown, "label">): string {
  return printableLine(typeof label === "string" ? label : label())
}
