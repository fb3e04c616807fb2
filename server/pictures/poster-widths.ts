/** How wide posters are made, in pixels, the widest first. */
export const posterWidths = [1280, 640, 320, 160] as const

/** One of them. */
export type PosterWidth = (typeof posterWidths)[number]

/** The width that a text names; undefined where it names none. */
export function posterWidth(text: string): PosterWidth | undefined {
  return posterWidths.find((width) => String(width) === text)
}
