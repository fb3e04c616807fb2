import type { Session } from "../interface/context.ts"
import type { App } from "./app.ts"
import type { Answer } from "./dispatch.ts"
import type { Way } from "./metrics/metrics.ts"

/** By which way a message came, from whom, at which moment of performance.now(), and the film bytes that went out with its answer. */
type Circumstances = {
  readonly way: Way
  readonly session: Session | undefined
  readonly startMs: number
  readonly bytesOut?: number | undefined
}

/** Counts an answer for the metrics, and logs it in one line: its type, who asked, its code, milliseconds and film bytes, in or out. */
export function recordAnswer(
  { log, metrics }: Pick<App, "log" | "metrics">,
  answer: Answer,
  { way, session, startMs, bytesOut }: Circumstances,
): void {
  metrics.answered(way, answer, bytesOut)
  if (!log.isLevelEnabled("info")) return
  const { type, code, bytesIn } = answer
  const ms = Math.round((performance.now() - startMs) * 1000) / 1000
  log.info({ type, user: session?.userId, code, ms, bytes: bytesIn ?? bytesOut })
}
