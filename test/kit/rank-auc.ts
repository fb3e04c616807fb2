/**
 * How well a number tells two groups apart: the chance that one of `lower` is below one of `higher` (Mann and Whitney, 1947), from
 * 0.5 for not at all; which of the two is the lower one doesn't matter.
 */
export function rankAuc(lower: readonly number[], higher: readonly number[]): number {
  const all = [
    ...lower.map((value) => ({ value, isHigher: false })),
    ...higher.map((value) => ({ value, isHigher: true })),
  ]
  all.sort((one, other) => one.value - other.value)
  let rankSum = 0
  for (let start = 0; start < all.length; ) {
    let end = start
    while (end < all.length && all[end]?.value === all[start]?.value) end++
    // Equal numbers share the mean of their ranks.
    const rank = (start + 1 + end) / 2
    for (const { isHigher } of all.slice(start, end)) if (isHigher) rankSum += rank
    start = end
  }
  const pairs = lower.length * higher.length
  const auc = (rankSum - (higher.length * (higher.length + 1)) / 2) / pairs
  return Math.max(auc, 1 - auc)
}

/** The standard error of that chance where nothing tells the groups apart. */
export function rankAucError(one: number, other: number): number {
  return Math.sqrt((one + other + 1) / (12 * one * other))
}
