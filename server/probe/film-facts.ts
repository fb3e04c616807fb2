import { z } from "zod"
import type { Movie } from "../../db/movie.ts"

/** What a film's row says of what is in it. */
export type FilmFacts = Pick<
  Movie,
  "duration_ms" | "width" | "height" | "container" | "video_codec" | "audio_codec"
>

/** What is asked of ffprobe, and so what it answers. */
export const factEntries = [
  "format=format_name,duration:format_tags=major_brand",
  "stream=codec_type,codec_name,width,height,duration",
  "stream_disposition=attached_pic:stream_side_data=rotation",
].join(":")

// The film says what it likes: nothing is believed that doesn't look like what it should be.
const seconds = z.coerce.number().positive().max(1e7).optional().catch(undefined)
const pixels = z.int().min(1).max(1_000_000).optional().catch(undefined)
const word = z
  .string()
  .regex(/^[a-z0-9_]{1,32}$/)
  .optional()
  .catch(undefined)

const told = z.object({
  format: z.object({
    format_name: z.string().max(200),
    duration: seconds,
    tags: z
      .object({ major_brand: z.string().optional().catch(undefined) })
      .optional()
      .catch(undefined),
  }),
  streams: z.array(
    z.object({
      codec_type: word,
      codec_name: word,
      width: pixels,
      height: pixels,
      duration: seconds,
      disposition: z.object({ attached_pic: z.int() }).optional(),
      side_data_list: z
        .array(z.object({ rotation: z.number().optional() }))
        .optional()
        .catch(undefined),
    }),
  ),
})

type Told = z.output<typeof told>

/** Reads what ffprobe wrote of a film; undefined where that is nothing that can be, or the film has neither picture nor sound. */
export function parseFacts(json: Buffer): FilmFacts | undefined {
  const read = told.safeParse(parseJson(json))
  if (!read.success) return undefined
  const { format, streams } = read.data
  const video = streams.find(
    ({ codec_type, disposition }) => codec_type === "video" && disposition?.attached_pic !== 1,
  )
  const audio = streams.find(({ codec_type }) => codec_type === "audio")
  if (video === undefined && audio === undefined) return undefined
  const durationS = format.duration ?? Math.max(0, ...streams.map(({ duration = 0 }) => duration))
  const isSideways =
    video?.side_data_list?.some(({ rotation = 0 }) => Math.abs(rotation) % 180 === 90) === true
  const [width, height] = isSideways ? [video?.height, video?.width] : [video?.width, video?.height]
  return {
    duration_ms: durationS > 0 ? Math.round(durationS * 1000) : null,
    width: width ?? null,
    height: height ?? null,
    container: containerOf(read.data, [video?.codec_name, audio?.codec_name]),
    video_codec: video?.codec_name ?? null,
    audio_codec: audio?.codec_name ?? null,
  }
}

const webCodecs: readonly unknown[] = ["vp8", "vp9", "av1", "vorbis", "opus", undefined]

/** What a container is called: ffprobe says only what reads it, which may be the same for several. */
function containerOf({ format }: Told, codecs: readonly unknown[]): string | null {
  const [reader = ""] = format.format_name.split(",")
  if (reader === "mov") return format.tags?.major_brand?.trim() === "qt" ? "mov" : "mp4"
  if (reader === "matroska") return codecs.every((codec) => webCodecs.includes(codec)) ? "webm" : "matroska"
  return /^[a-z0-9_]{1,64}$/.test(reader) ? reader : null
}

function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString())
  } catch {
    return undefined
  }
}
