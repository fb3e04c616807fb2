import type { Settings } from "../conf/settings.ts"

/** What a film costs somebody, in fen. */
export function priceFen(settings: Settings, isFree: boolean, isVip: boolean): number {
  if (isFree) return 0
  return isVip ? settings.priceVipFen : settings.priceFen
}
