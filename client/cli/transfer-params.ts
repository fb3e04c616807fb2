import { clientTexts } from "../../interface/text/client.ts"
import { helpTexts } from "../../interface/text/client-help.ts"
import { option, type Param } from "./param.ts"
import { byteRate, wholeNumber } from "./readers.ts"

/** --connections: over how many connections a film goes at once. */
export const connections: Param<number> = option(
  "N",
  helpTexts.connections,
  wholeNumber(1, 16, clientTexts.takesConnections),
  { fallback: 1 },
)

/** --limit: bytes a second at most; 0 for no limit. */
export const limit: Param<number> = option("RATE", helpTexts.limit, byteRate, { fallback: 0 })

/** --retry: seconds in which a lost connection is made again. */
export const retry: Param<number> = option(
  "SECONDS",
  helpTexts.retry,
  wholeNumber(0, 604_800, clientTexts.takesSeconds),
  { fallback: 300 },
)
