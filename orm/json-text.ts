const maxDepth = 64

/** Answers the JSON text of `value`, or undefined where JSON would lose something: NaN, bigint, functions, cycles. */
export function jsonText(value: unknown): string | undefined {
  return holds(value, 0) ? JSON.stringify(value) : undefined
}

function holds(value: unknown, depth: number): boolean {
  if (value === null || typeof value === "boolean") return true
  if (typeof value === "string") return value.isWellFormed()
  if (typeof value === "number") return Number.isFinite(value)
  if (typeof value !== "object" || depth === maxDepth) return false
  if (Array.isArray(value)) return value.every((item) => holds(item, depth + 1))
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null) return false
  for (const [key, item] of Object.entries(value)) {
    // Like JSON itself: a property that is undefined is one that is not there.
    if (!key.isWellFormed() || (item !== undefined && !holds(item, depth + 1))) return false
  }
  return true
}
