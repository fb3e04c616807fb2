import sharp from "sharp"

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
