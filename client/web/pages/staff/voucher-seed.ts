import { keepInTab, keptInTab } from "../../state/kept-in-tab.ts"

const nameOf = (order: string): string => `seed.${order}`

/** The seed of an order of vouchers: the same over a reload until it is forgotten, since only it brings the codes again. */
export function seedOf(order: string): string {
  const seed = keptInTab(nameOf(order)) ?? randomSeed()
  keepInTab(nameOf(order), seed)
  return seed
}

/** The codes have come. */
export function forgetSeed(order: string): void {
  keepInTab(nameOf(order), undefined)
}

/** 256 random bits in hexadecimal. */
function randomSeed(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(32))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")
}
