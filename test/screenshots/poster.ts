import type { Page } from "playwright-core"

const width = 600
const height = 900

/** Has a browser draw a poster for a film that is made up: its name over hills and a moon whose colours follow from `hue`. */
export async function drawPoster(page: Page, name: string, hue: number): Promise<Buffer> {
  const tone = (turn: number, light: number): string => `hsl(${(hue + turn) % 360} 45% ${light}%)`
  const hill = (from: number, bend: number): string =>
    `M0 ${from} C ${width / 3} ${from - bend}, ${width / 1.6} ${from + bend}, ${width} ${from - bend / 2} V ${height} H 0 Z`
  const lines = linesOf(name)
  const text = lines
    .map((line, index) => `<text x="48" y="${height - 70 - (lines.length - 1 - index) * 64}">${line}</text>`)
    .join("")
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
    <defs><linearGradient id="sky" x1="0" y1="0" x2="0" y2="1">
      <stop offset="0" stop-color="${tone(0, 22)}"/><stop offset="1" stop-color="${tone(40, 62)}"/>
    </linearGradient></defs>
    <rect width="100%" height="100%" fill="url(#sky)"/>
    <circle cx="${140 + (hue % 320)}" cy="${180 + (hue % 110)}" r="${60 + (hue % 50)}" fill="${tone(30, 86)}"/>
    <path d="${hill(540, 90)}" fill="${tone(20, 36)}"/><path d="${hill(640, -70)}" fill="${tone(10, 26)}"/>
    <path d="${hill(740, 50)}" fill="${tone(0, 14)}"/>
    <g font-family="WenQuanYi Micro Hei, DejaVu Sans, sans-serif" font-weight="bold" font-size="54" fill="#fff">${text}</g>
  </svg>`
  await page.setContent(svg)
  return page.locator("svg").screenshot({ type: "jpeg", quality: 85 })
}

/** A name in lines that fit the poster. */
function linesOf(name: string): readonly string[] {
  const most = 17
  const lines: string[] = []
  for (const word of name.split(" ")) {
    const last = lines.at(-1)
    if (last === undefined || last.length + word.length + 1 > most) lines.push(word)
    else lines[lines.length - 1] = `${last} ${word}`
  }
  return lines
}
