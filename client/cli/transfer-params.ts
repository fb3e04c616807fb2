import { transferHelp, transferTexts } from "../../interface/text/client/transfers.ts"
import { option, type Param } from "./param.ts"
import { byteRate, wholeNumber } from "./readers.ts"

/** --connections: over how many connections a film goes at once. */
export const connections: Param<number> = option(
  "N",
  transferHelp.connections,
  wholeNumber(1, 16, transferTexts.takesConnections),
  { fallback: 1 },
)

/** --limit: bytes a second at most; 0 for no limit. */
export const limit: Param<number> = option("RATE", transferHelp.limit, byteRate, { fallback: 0 })

/** --retry: seconds in which a lost connection is made again. */
export const retry: Param<number> = option(
  "SECONDS",
  transferHelp.retry,
  wholeNumber(0, 604_800, transferTexts.takesSeconds),
  { fallback: 300 },
)
