let changes = 0

/** Something is about to be changed in a database of this process, or was: what was read before may be another now. */
export function noteChange(): void {
  changes++
}

/** How often that was said: while it stays the same, nothing that this process did has changed what is read. */
export function changesSoFar(): number {
  return changes
}

/** Does what changes something, and notes it before and after: what was read meanwhile may be of before or after. */
export async function changing<Result>(work: () => Promise<Result>): Promise<Result> {
  noteChange()
  try {
    return await work()
  } finally {
    noteChange()
  }
}
