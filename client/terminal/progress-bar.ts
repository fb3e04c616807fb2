import type { Writable } from "node:stream"
import cliProgress from "cli-progress"
import { clientTexts } from "../../interface/text/client.ts"
import { cutToWidth, displayWidth } from "./display-width.ts"
import { formatBytes, formatDuration } from "./format.ts"
import type { Progress } from "./progress.ts"
import { RateMeter } from "./rate-meter.ts"
import type { Say } from "./say.ts"

/** A terminal to draw on; `columns` changes with its window. */
export type DrawnOn = Writable & { readonly columns?: number }

const labelColumns = 30
const leastBar = 5

/** Shows a transfer of `total` bytes as a bar with percent, rate and time left. */
export function progressBar(stream: DrawnOn, say: Say, label: string, total: number): Progress {
  let rate = new RateMeter()
  let startMs = performance.now()
  let isStopped = false
  const draw = (progress: number, bytes: number): string => {
    const columns = stream.columns ?? 80
    const waitS = Math.ceil((startMs - performance.now()) / 1000)
    const numbers =
      waitS > 0
        ? say(clientTexts.waiting, { seconds: waitS })
        : numbersOf(bytes, total, isStopped, rate, performance.now() - startMs)
    const name = cutToWidth(label, Math.min(labelColumns, Math.floor(columns / 3)))
    const room = columns - displayWidth(name) - displayWidth(numbers) - 4
    if (room < leastBar) return cutToWidth(`${name} ${numbers}`, columns - 1)
    const filled = Math.round(progress * Math.min(room, 40))
    return `${name} ${"█".repeat(filled)}${"░".repeat(Math.min(room, 40) - filled)} ${numbers}`
  }
  const bar = new cliProgress.SingleBar({
    stream,
    fps: 10,
    hideCursor: true,
    gracefulExit: false,
    format: (_options, { progress, value }) => draw(Math.min(1, progress), value),
  })
  rate.add(0, startMs)
  bar.start(total, 0)
  return {
    wait(seconds) {
      startMs = performance.now() + seconds * 1000
      rate = new RateMeter()
      rate.add(0, startMs)
    },
    update(bytes) {
      rate.add(bytes, performance.now())
      bar.update(bytes)
    },
    stop() {
      isStopped = true
      bar.stop()
    },
  }
}

function numbersOf(
  bytes: number,
  total: number,
  isStopped: boolean,
  rate: RateMeter,
  tookMs: number,
): string {
  const percent = `${String(Math.floor((bytes / total) * 100)).padStart(3)}%`
  // At the end the time it took says more than a time left of nothing.
  const isDone = isStopped && bytes >= total
  const perSecond = isDone ? bytes / Math.max(0.001, tookMs / 1000) : rate.bytesPerSecond
  const time = formatDuration(isDone ? tookMs / 1000 : (total - bytes) / perSecond)
  return `${percent}  ${formatBytes(perSecond).padStart(8)}/s  ${time}`
}
