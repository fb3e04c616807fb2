import { keepInTab, keptInTab } from "../../state/kept-in-tab.ts"

/** Vouchers that were just made, with their codes. */
export type MadeVouchers = {
  readonly batchId: number
  readonly codes: readonly string[]
  readonly value_fen: number | null
  readonly vip_days: number | null
  /** Empty where they don't expire. */
  readonly expires: string
}

const name = "made-vouchers"

/** Keeps codes that nobody else has, over a reload and whatever page is looked at meanwhile; undefined once they are saved. */
export function keepMade(made: MadeVouchers | undefined): void {
  keepInTab(name, made === undefined ? undefined : JSON.stringify(made))
}

/** The codes that were made in this tab and not said to be saved. */
export function keptMade(): MadeVouchers | undefined {
  try {
    const kept: unknown = JSON.parse(keptInTab(name) ?? "null")
    return isMade(kept) ? kept : undefined
  } catch {
    return undefined
  }
}

/** Whether what was kept has codes: the page may be a newer one by now. */
function isMade(kept: unknown): kept is MadeVouchers {
  if (typeof kept !== "object" || kept === null) return false
  const { batchId, codes, value_fen, vip_days, expires }: Partial<Record<keyof MadeVouchers, unknown>> = kept
  return (
    typeof batchId === "number" &&
    Array.isArray(codes) &&
    codes.every((code) => typeof code === "string") &&
    (value_fen === null || typeof value_fen === "number") &&
    (vip_days === null || typeof vip_days === "number") &&
    typeof expires === "string"
  )
}
