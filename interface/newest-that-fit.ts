/** Bytes of a list's entries as JSON in UTF-8, counted one by one: the first ones of `newestFirst` that fit into `mostBytes`. */
export function newestThatFit<T>(newestFirst: readonly T[], mostBytes: number): T[] {
  let left = mostBytes
  const fitting: T[] = []
  for (const entry of newestFirst) {
    left -= Buffer.byteLength(JSON.stringify(entry)) + 1
    if (left < 0) break
    fitting.push(entry)
  }
  return fitting
}
