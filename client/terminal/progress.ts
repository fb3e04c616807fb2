/** Shows how far a transfer is. */
export type Progress = {
  /** The bytes will come in so many seconds. */
  wait(seconds: number): void
  /** So many bytes went through. */
  update(bytes: number): void
  /** It is over; `isDone` where all of it went through. */
  stop(isDone: boolean): void
}

/** Shows nothing. */
export const silentProgress: Progress = {
  wait: () => undefined,
  update: () => undefined,
  stop: () => undefined,
}
