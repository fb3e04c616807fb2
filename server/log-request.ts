import type { Logger } from "pino"
import type { Session } from "../interface/context.ts"
import type { Answer } from "./dispatch.ts"

/** Logs a request in one line: its type, who asked, the reply's code, milliseconds and film bytes, in or out. */
export function logRequest(
  log: Logger,
  { type, code, bytesIn }: Answer,
  session: Session | undefined,
  startMs: number,
  bytesOut: number | undefined,
): void {
  if (!log.isLevelEnabled("info")) return
  const ms = Math.round((performance.now() - startMs) * 1000) / 1000
  log.info({ type, user: session?.userId, code, ms, bytes: bytesIn ?? bytesOut })
}
