import { keepInTab, keptInTab } from "../../state/kept-in-tab.ts"
import { randomHex } from "../../state/random-hex.ts"

const seedBytes = 32
const nameOf = (order: string): string => `seed.${order}`

/** The seed of an order of vouchers: the same over a reload until it is forgotten, since only it brings the codes again. */
export function seedOf(order: string): string {
  const seed = keptInTab(nameOf(order)) ?? randomHex(seedBytes)
  keepInTab(nameOf(order), seed)
  return seed
}

/** The codes have come. */
export function forgetSeed(order: string): void {
  keepInTab(nameOf(order), undefined)
}
