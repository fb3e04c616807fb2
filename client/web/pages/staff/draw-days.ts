import UPlot from "uplot"
import "uplot/dist/uPlot.min.css"

/** Values by day, and how they are to be drawn. */
export type DaysPlot = {
  readonly label: string
  /** Days as the beginning of each, in seconds. */
  readonly days: readonly number[]
  readonly values: readonly number[]
  readonly language: string
  readonly format: (value: number) => string
}

/** A plot on the page. */
export type Drawn = { resize(width: number): void; remove(): void }

const height = 220
/** Of one character of an axis, and of what stands beside them. */
const [characterWidth, tickWidth] = [8, 18]
const halfDay = 12 * 60 * 60

/** Draws values by day as bars into an element, in its colours. */
export function drawDays(into: HTMLElement, plot: DaysPlot): Drawn {
  const { label, days, values, language, format } = plot
  const [ink, line, accent] = [colour(into, "--ink-soft"), colour(into, "--line"), colour(into, "--accent")]
  const dayName = new Intl.DateTimeFormat(language, { month: "short", day: "numeric", timeZone: "UTC" })
  const bars = UPlot.paths.bars?.({ size: [0.7, 48], radius: 0.15 })
  const axis = { stroke: ink, grid: { stroke: line, width: 1 }, ticks: { stroke: line, width: 1 } }
  const drawn = new UPlot(
    {
      width: into.clientWidth,
      height,
      tzDate: (seconds) => UPlot.tzDate(new Date(seconds * 1000), "UTC"),
      legend: { show: false },
      cursor: { show: false },
      scales: {
        // The bars of the first day and of today are as wide as the others.
        x: { range: (_, first, last) => [first - halfDay, last + halfDay] },
        // More may be given back on a day than comes in.
        y: { range: (_, least, most) => [Math.min(0, least * 1.1), Math.max(1, most * 1.1)] },
      },
      axes: [
        {
          ...axis,
          space: 80,
          values: (_, splits) => splits.map((at) => dayName.format(at * 1000)),
        },
        {
          ...axis,
          size: (_, texts: readonly string[] | null) =>
            tickWidth + characterWidth * Math.max(...(texts ?? []).map(({ length }) => length), 1),
          values: (_, splits) => splits.map((value) => (isShown(value) ? format(value) : "")),
        },
      ],
      series: [
        {},
        {
          label,
          fill: accent,
          width: 0,
          points: { show: false },
          ...(bars === undefined ? {} : { paths: bars }),
        },
      ],
    },
    [[...days], [...values]],
    into,
  )
  return {
    resize: (width) => drawn.setSize({ width, height }),
    remove: () => drawn.destroy(),
  }
}

/** Half a download is none. */
function isShown(value: number): boolean {
  return Number.isInteger(value)
}

/** What a custom property is as a colour that a canvas takes. */
function colour(near: HTMLElement, property: string): string {
  const probe = document.createElement("span")
  probe.style.color = `var(${property})`
  near.append(probe)
  const { color } = getComputedStyle(probe)
  probe.remove()
  return color
}
