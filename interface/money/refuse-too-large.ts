import type { Settings } from "../../conf/settings.ts"
import { Failure } from "../failure.ts"

/** Throws Failure AMOUNT_TOO_LARGE where more is to be credited, or taken, than the settings allow at once. */
export function refuseTooLarge({ maxCreditFen }: Pick<Settings, "maxCreditFen">, amountFen: number): void {
  if (Math.abs(amountFen) <= maxCreditFen) return
  throw new Failure("AMOUNT_TOO_LARGE", { limit: maxCreditFen }, { keys: { limit_fen: maxCreditFen } })
}
