import { transferTexts } from "../../interface/text/client/transfers.ts"
import { describeStanding } from "./describe-standing.ts"
import { formatBytes, formatDuration } from "./format.ts"
import { labelOf, type Progress, type Shown } from "./progress.ts"
import type { Say } from "./say.ts"
import { TransferMeter } from "./transfer-meter.ts"

const everyMs = 2000
/** Between two lines of the same wait for a turn. */
const queuedEveryMs = 10_000

/** Shows a transfer as a line now and then, for where nobody watches. */
export function progressLines(print: (line: string) => void, say: Say, shown: Shown): Progress {
  const { total, before = 0, queue } = shown
  const meter = new TransferMeter(total, before)
  let toldMs = performance.now()
  let isOver = false
  let queued: { readonly front: number; readonly ms: number } | undefined
  queue?.begin(before)
  return {
    queued(standing) {
      const [front, ms] = [standing.frontUsers, performance.now()]
      // Who is soon next wants to know; others hear of it now and then.
      const isNews =
        queued === undefined || (front !== queued.front && (front < 2 || ms - queued.ms > queuedEveryMs))
      if (!isNews) return
      queued = { front, ms }
      print(say(transferTexts.lineLine, { label: labelOf(shown), line: describeStanding(standing, say) }))
    },
    turn() {
      if (queued === undefined) return
      queued = undefined
      meter.wait(0)
      toldMs = performance.now()
    },
    wait(seconds) {
      meter.wait(seconds)
      toldMs += seconds * 1000
      print(say(transferTexts.waitingLine, { label: labelOf(shown), seconds: Math.ceil(seconds) }))
    },
    lost(seconds) {
      // A connection that comes back at once is not worth a line.
      if (seconds >= 1)
        print(say(transferTexts.lostLine, { label: labelOf(shown), seconds: Math.round(seconds) }))
    },
    update(bytes) {
      meter.update(bytes)
      queue?.update(bytes)
      const nowMs = performance.now()
      if (nowMs - toldMs < everyMs || bytes >= total) return
      toldMs = nowMs
      const line = say(transferTexts.progressLine, {
        label: labelOf(shown),
        total: formatBytes(total),
        ...valuesOf(meter),
      })
      const rest = queue && say(transferTexts.progressQueue, { label: queue.label, ...valuesOf(queue.meter) })
      print(line + (rest ?? ""))
    },
    stop(isDone) {
      if (isOver) return
      isOver = true
      queue?.end(total, meter.bytes)
      if (!isDone) return
      const values = { took: formatDuration(meter.tookS), rate: formatBytes(meter.averagePerSecond) }
      print(say(transferTexts.progressDone, { label: labelOf(shown), total: formatBytes(total), ...values }))
    },
  }
}

function valuesOf(meter: TransferMeter): Readonly<Record<string, string | number>> {
  return {
    percent: Math.floor(meter.fraction * 100),
    done: formatBytes(meter.bytes),
    rate: formatBytes(meter.bytesPerSecond),
    left: formatDuration(meter.leftS),
  }
}
