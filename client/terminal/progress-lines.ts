import { clientTexts } from "../../interface/text/client.ts"
import { formatBytes, formatDuration } from "./format.ts"
import type { Progress } from "./progress.ts"
import { RateMeter } from "./rate-meter.ts"
import type { Say } from "./say.ts"

const everyMs = 2000

/** Shows a transfer of `total` bytes as a line now and then, for where nobody watches. */
export function progressLines(
  print: (line: string) => void,
  say: Say,
  label: string,
  total: number,
): Progress {
  let rate = new RateMeter()
  let startMs = performance.now()
  let toldMs = startMs
  rate.add(0, startMs)
  return {
    wait(seconds) {
      startMs += seconds * 1000
      toldMs = startMs
      rate = new RateMeter()
      rate.add(0, startMs)
      print(say(clientTexts.waitingLine, { label, seconds: Math.ceil(seconds) }))
    },
    update(bytes) {
      const nowMs = performance.now()
      rate.add(bytes, nowMs)
      if (nowMs - toldMs < everyMs || bytes >= total) return
      toldMs = nowMs
      const left = formatDuration((total - bytes) / rate.bytesPerSecond)
      const percent = Math.floor((bytes / total) * 100)
      const sizes = {
        done: formatBytes(bytes),
        total: formatBytes(total),
        rate: formatBytes(rate.bytesPerSecond),
      }
      print(say(clientTexts.progressLine, { label, percent, left, ...sizes }))
    },
    stop(isDone) {
      if (!isDone) return
      const tookS = Math.max(0.001, (performance.now() - startMs) / 1000)
      const values = { took: formatDuration(tookS), rate: formatBytes(total / tookS) }
      print(say(clientTexts.progressDone, { label, total: formatBytes(total), ...values }))
    },
  }
}
