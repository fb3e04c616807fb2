/** Codecs by ffprobe's names, as browsers are asked for them, and the container in which they are commonest. */
const videoTypes: Readonly<Record<string, string>> = {
  h264: 'video/mp4; codecs="avc1.640028"',
  hevc: 'video/mp4; codecs="hvc1.1.6.L93.B0"',
  av1: 'video/mp4; codecs="av01.0.05M.08"',
  vp8: 'video/webm; codecs="vp8"',
  vp9: 'video/webm; codecs="vp09.00.10.08"',
  theora: 'video/ogg; codecs="theora"',
}
const audioTypes: Readonly<Record<string, string>> = {
  aac: 'audio/mp4; codecs="mp4a.40.2"',
  mp3: "audio/mpeg",
  opus: 'audio/webm; codecs="opus"',
  vorbis: 'audio/webm; codecs="vorbis"',
  flac: "audio/flac",
  ac3: 'audio/mp4; codecs="ac-3"',
  eac3: 'audio/mp4; codecs="ec-3"',
}
/** Containers that no browser reads, by ffprobe's names. */
const unreadable = /^(avi|mpeg|mpegts|flv|asf|rm|mpegvideo|vob)\b/

/** What is known of a film's format. */
export type FilmFormat = {
  readonly container: string | null
  readonly video_codec: string | null
  readonly audio_codec: string | null
}

/** Whether a browser may be able to play a film; what isn't known of its format doesn't speak against it. */
export function canPlay(
  { container, video_codec, audio_codec }: FilmFormat,
  canPlayType: (type: string) => string,
): boolean {
  if (container !== null && unreadable.test(container)) return false
  const knows = (types: Readonly<Record<string, string>>, codec: string | null): boolean => {
    if (codec === null) return true
    const type = types[codec]
    return type !== undefined && canPlayType(type) !== ""
  }
  // A film whose sound alone is unknown here is shown without it by some; that would look like a fault of ours.
  return knows(videoTypes, video_codec) && knows(audioTypes, audio_codec)
}
