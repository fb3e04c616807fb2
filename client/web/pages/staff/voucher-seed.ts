const prefix = "reelwire.seed."

/** 256 random bits in hexadecimal. */
function randomSeed(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(32))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")
}

/** The seed of an order of vouchers: the same over a reload until it is forgotten, since only it brings the codes again. */
export function seedOf(order: string): string {
  try {
    const kept = sessionStorage.getItem(prefix + order)
    if (kept !== null) return kept
    const seed = randomSeed()
    sessionStorage.setItem(prefix + order, seed)
    return seed
  } catch {
    return randomSeed()
  }
}

/** The codes have come. */
export function forgetSeed(order: string): void {
  try {
    sessionStorage.removeItem(prefix + order)
  } catch {
    // Nothing was kept.
  }
}
