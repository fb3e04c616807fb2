/** Lower quartile, median and upper quartile of some figures. */
export type Quartiles = { readonly low: number; readonly median: number; readonly high: number }

/** The quartiles of `values`, interpolated between neighbours; NaN for none. */
export function quartilesOf(values: readonly number[]): Quartiles {
  const sorted = values.toSorted((a, b) => a - b)
  return { low: quantile(sorted, 0.25), median: quantile(sorted, 0.5), high: quantile(sorted, 0.75) }
}

function quantile(sorted: readonly number[], part: number): number {
  const at = (sorted.length - 1) * part
  const before = sorted[Math.floor(at)] ?? Number.NaN
  const after = sorted[Math.ceil(at)] ?? Number.NaN
  return before + (after - before) * (at - Math.floor(at))
}
