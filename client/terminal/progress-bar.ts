import type { Writable } from "node:stream"
import cliProgress from "cli-progress"
import { transferTexts } from "../../interface/text/client/transfers.ts"
import type { Standing } from "../transfer/line-place.ts"
import { describeStanding } from "./describe-standing.ts"
import { cutToWidth, displayWidth } from "./display-width.ts"
import { formatBytes, formatDuration } from "./format.ts"
import { labelOf, type Progress, type Shown } from "./progress.ts"
import type { Say } from "./say.ts"
import { TransferMeter } from "./transfer-meter.ts"

/** A terminal to draw on; `columns` changes with its window. */
export type DrawnOn = Writable & { readonly columns?: number }

const labelColumns = 30
const leastBar = 5

/** Shows a transfer as a bar with percent, rate and time left, and below it another one for the queue that it is one of. */
export function progressBar(stream: DrawnOn, say: Say, shown: Shown): Progress {
  const { total, before = 0, queue } = shown
  const meter = new TransferMeter(total, before)
  let lostUntilMs = 0
  let isOver = false
  let standing: Standing | undefined
  const numbers = (): string => {
    if (isOver) return numbersOf(meter, meter.fraction === 1)
    const lostS = Math.ceil((lostUntilMs - performance.now()) / 1000)
    if (lostS > 0) return say(transferTexts.lost, { seconds: lostS })
    if (standing !== undefined) return describeStanding(standing, say)
    return meter.waitS > 0
      ? say(transferTexts.waiting, { seconds: Math.ceil(meter.waitS) })
      : numbersOf(meter, false)
  }
  const bars = new cliProgress.MultiBar({ stream, fps: 10, hideCursor: true, gracefulExit: false })
  const show = (draw: (columns: number) => string): void => {
    bars.create(1, 0, {}, { format: () => draw(stream.columns ?? 80) })
  }
  show((columns) => lineOf(labelOf(shown), meter.fraction, numbers(), columns))
  if (queue !== undefined) {
    queue.begin(before)
    const ended = (): boolean => queue.meter.fraction === 1
    show((columns) => lineOf(queue.label, queue.meter.fraction, numbersOf(queue.meter, ended()), columns))
  }
  return {
    queued(now) {
      lostUntilMs = 0
      standing = now
    },
    turn() {
      if (standing === undefined) return
      standing = undefined
      meter.wait(0)
    },
    wait: (seconds) => meter.wait(seconds),
    lost(seconds) {
      lostUntilMs = performance.now() + seconds * 1000
    },
    update(bytes) {
      lostUntilMs = 0
      meter.update(bytes)
      queue?.update(bytes)
    },
    stop() {
      if (isOver) return
      isOver = true
      queue?.end(total, meter.bytes)
      bars.stop()
    },
  }
}

function lineOf(label: string, fraction: number, numbers: string, columns: number): string {
  const name = cutToWidth(label, Math.min(labelColumns, Math.floor(columns / 3)))
  const room = Math.min(columns - displayWidth(name) - displayWidth(numbers) - 4, 40)
  if (room < leastBar) return cutToWidth(`${name} ${numbers}`, columns - 1)
  const filled = Math.round(fraction * room)
  return `${name} ${"█".repeat(filled)}${"░".repeat(room - filled)} ${numbers}`
}

function numbersOf(meter: TransferMeter, isDone: boolean): string {
  const percent = `${String(Math.floor(meter.fraction * 100)).padStart(3)}%`
  // At the end the time it took says more than a time left of nothing.
  const perSecond = isDone ? meter.averagePerSecond : meter.bytesPerSecond
  const time = formatDuration(isDone ? meter.tookS : meter.leftS)
  return `${percent}  ${formatBytes(perSecond).padStart(8)}/s  ${time}`
}
