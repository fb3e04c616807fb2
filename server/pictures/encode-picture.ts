import { Failure } from "../../interface/failure.ts"
import { loadSharp } from "./load-sharp.ts"
import { pictureFormat } from "./picture-format.ts"
import { type PosterWidth, posterWidths } from "./poster-widths.ts"

/** A picture in every width. */
export type EncodedPicture = ReadonlyMap<PosterWidth, Buffer>

/** Nothing is higher than so many times its width, or a picture like a thread would be one of megabytes. */
const mostTimesHigher = 3
const quality = 82
/** Seconds that libvips has for one picture. */
const mostSeconds = 30

/**
 * Reads a picture and makes it anew in every width, in WebP and sRGB, upright, and without anything that was hidden in it; one
 * that is narrower stays so. Of an animation it is the first frame. Throws Failure BAD_IMAGE and IMAGE_TOO_LARGE.
 */
export async function encodePicture(bytes: Buffer, mostPixels: number): Promise<EncodedPicture> {
  const sharp = await loadSharp()
  const format = pictureFormat(bytes)
  if (format === undefined) throw new Failure("BAD_IMAGE")
  // Only the header is read here.
  const found = await sharp(bytes, { limitInputPixels: false, failOn: "error" }).metadata().catch(unreadable)
  const isAv1 = format !== "heif" || found.compression === "av1"
  if (found.format !== format || !isAv1) throw new Failure("BAD_IMAGE")
  if (found.width * found.height > mostPixels)
    throw new Failure("IMAGE_TOO_LARGE", { limit: mostPixels, unit: "pixels" })
  const [largest] = posterWidths
  const { data, info } = await sharp(bytes, { limitInputPixels: mostPixels, failOn: "error" })
    .autoOrient()
    .resize({ width: largest, height: largest * mostTimesHigher, fit: "inside", withoutEnlargement: true })
    .toColourspace("srgb")
    .timeout({ seconds: mostSeconds })
    .raw()
    .toBuffer({ resolveWithObject: true })
    .catch(unreadable)
  const raw = { width: info.width, height: info.height, channels: info.channels }
  const encoded = new Map<PosterWidth, Buffer>()
  let last: { readonly width: number; readonly made: Buffer } | undefined
  for (const wanted of posterWidths) {
    const width = Math.min(wanted, info.width)
    const made =
      last?.width === width
        ? last.made
        : await sharp(data, { raw }).resize({ width }).webp({ quality, smartSubsample: true }).toBuffer()
    encoded.set(wanted, made)
    last = { width, made }
  }
  return encoded
}

function unreadable(cause: unknown): never {
  throw new Failure("BAD_IMAGE", {}, { cause })
}
