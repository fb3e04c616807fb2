import { readdir, utimes } from "node:fs/promises"
import { join } from "node:path"
import sharp from "sharp"
import type { Settings } from "../../conf/settings.ts"

/** A picture of a test: how large it is, in which format, and of what grey, so that pictures differ. */
type Wanted = {
  readonly width?: number
  readonly height?: number
  readonly format?: "jpeg" | "png" | "webp" | "avif" | "gif" | "tiff"
  readonly grey?: number
}

/** Makes a picture of one grey. */
export function makePicture({
  width = 400,
  height = 600,
  format = "jpeg",
  grey = 100,
}: Wanted = {}): Promise<Buffer> {
  const background = { r: grey, g: grey, b: grey }
  return sharp({ create: { width, height, channels: 3, background } })
    .toFormat(format)
    .toBuffer()
}

/** Has nobody have asked for a server's pictures for so many hours. */
export async function agePictures(
  { uploadsDir }: Pick<Settings, "uploadsDir">,
  hours: number,
): Promise<void> {
  const folder = join(uploadsDir, "pictures")
  const time = new Date(Date.now() - hours * 3_600_000)
  for (const entry of await readdir(folder)) await utimes(join(folder, entry), time, time)
}
