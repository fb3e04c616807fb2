import { type FilmFacts, factEntries, parseFacts } from "./film-facts.ts"
import { findProgram } from "./find-program.ts"
import { Jail } from "./jail.ts"
import { jailedFilm } from "./jail-arguments.ts"

/**
 * Containers that hold a film by themselves. None of those that are lists of other files, or scripts: playlists (hls, dash,
 * concat, imf), sequences of pictures, subtitles, and what ffmpeg makes up by itself (lavfi).
 */
const containers = "mov,matroska,avi,mpegts,mpeg,flv,asf,ogg,mxf,nut,rm,dv,gxf,wtv,ivf"
/** Nothing is opened but files, of which there is one; the second line of defence, behind the jail. */
const carefully = ["-v", "error", "-protocol_whitelist", "file", "-format_whitelist", containers]
const input = `file:${jailedFilm}`
/** Time for each program: at the lowest priority even little work takes long on a busy machine. */
const usualMs = 180_000
/** More than a picture in 8K has: a larger one is there to take memory. */
const mostPixels = String(8192 * 8192)

const [mostFactBytes, mostFrameBytes] = [256 * 1024, 16 * 1024 * 1024]
const [widest, highest] = [1280, 1280 * 3]
/** Key frames of which the one that stands for them best is taken. */
const framesLookedAt = 12

/** What a film is and, as a picture in PNG, what it looks like. */
export type ReadFilm = { readonly facts: FilmFacts; readonly frame: Buffer | undefined }

/** What reads a film; undefined for what is none, or can't be read in the time there is. */
export type ReadsFilms = { read(film: string, signal: AbortSignal): Promise<ReadFilm | undefined> }

/** Reads films with ffprobe and ffmpeg in a jail. */
export class FilmReader implements ReadsFilms {
  readonly #jail: Jail
  readonly #ffprobe: string
  readonly #ffmpeg: string
  readonly #mostMs: number

  private constructor(jail: Jail, ffprobe: string, ffmpeg: string, mostMs: number) {
    this.#jail = jail
    this.#ffprobe = ffprobe
    this.#ffmpeg = ffmpeg
    this.#mostMs = mostMs
  }

  /** Makes one, each of whose programs has so long for a film; answers in a few words why where it can't be. */
  static async open(mostMs = usualMs): Promise<FilmReader | string> {
    const [ffprobe, ffmpeg] = await Promise.all(["ffprobe", "ffmpeg"].map(findProgram))
    if (ffprobe === undefined || ffmpeg === undefined) return "ffmpeg is not installed"
    const jail = await Jail.open()
    return typeof jail === "string" ? jail : new FilmReader(jail, ffprobe, ffmpeg, mostMs)
  }

  async read(film: string, signal: AbortSignal): Promise<ReadFilm | undefined> {
    const run = { film, mostMs: this.#mostMs, mostBytes: mostFactBytes, program: this.#ffprobe }
    const args = [...carefully, "-print_format", "json", "-show_entries", factEntries, input]
    const { isWhole, output } = await this.#jail.run({ ...run, args }, signal)
    const facts = isWhole ? parseFacts(output) : undefined
    if (facts === undefined) return undefined
    if (facts.video_codec === null) return { facts, frame: undefined }
    const tenthS = (facts.duration_ms ?? 0) / 1000 / 10
    const frame = (await this.#frame(film, tenthS, signal)) ?? (await this.#frame(film, 0, signal))
    return { facts, frame }
  }

  /** The best of the key frames from a time on; undefined where there is none. */
  async #frame(film: string, seconds: number, signal: AbortSignal): Promise<Buffer | undefined> {
    // As wide as it is meant to be seen, where its pixels aren't square.
    const width = `max(2,trunc(min(min(${widest},iw*sar),${highest}*dar)/2)*2)`
    const height = "max(2,trunc(ow/dar/2)*2)"
    const filter = `scale=w='${width}':h='${height}',setsar=1,thumbnail=${framesLookedAt},format=rgb24`
    const args = [
      ...["-nostdin", "-hide_banner", "-threads", "1", ...carefully, "-max_pixels", mostPixels],
      ...["-skip_frame", "nokey", "-noaccurate_seek", "-ss", seconds.toFixed(3), "-i", input],
      ...["-map", "0:V:0", "-an", "-sn", "-dn", "-vf", filter, "-frames:v", "1"],
      ...["-filter_threads", "1", "-threads", "1", "-c:v", "png", "-f", "image2pipe", "pipe:1"],
    ]
    const run = { film, mostMs: this.#mostMs, mostBytes: mostFrameBytes, program: this.#ffmpeg, args }
    const { isWhole, output } = await this.#jail.run(run, signal)
    return isWhole && output.length > 0 ? output : undefined
  }
}
