import { extname } from "node:path"

const types: Readonly<Record<string, string>> = {
  ".mp4": "video/mp4",
  ".m4v": "video/mp4",
  ".mkv": "video/x-matroska",
  ".webm": "video/webm",
  ".mov": "video/quicktime",
  ".avi": "video/x-msvideo",
  ".wmv": "video/x-ms-wmv",
  ".flv": "video/x-flv",
  ".mpg": "video/mpeg",
  ".mpeg": "video/mpeg",
  ".ts": "video/mp2t",
  ".m2ts": "video/mp2t",
  ".ogv": "video/ogg",
  ".3gp": "video/3gpp",
  ".rmvb": "application/vnd.rn-realmedia-vbr",
  ".mp3": "audio/mpeg",
  ".m4a": "audio/mp4",
  ".flac": "audio/flac",
  ".ogg": "audio/ogg",
  ".wav": "audio/wav",
}

/** How films begin whose name does not say what they are, as far as browsers play them. */
const beginnings: readonly { readonly at: number; readonly bytes: string; readonly type: string }[] = [
  { at: 4, bytes: "ftyp", type: "video/mp4" },
  { at: 0, bytes: "\x1a\x45\xdf\xa3", type: "video/x-matroska" },
  { at: 0, bytes: "OggS", type: "video/ogg" },
  { at: 8, bytes: "AVI ", type: "video/x-msvideo" },
]

const anyBytes = "application/octet-stream"

/** What HTTP calls the kind of a film, by the ending of its name. */
export function contentType(name: string): string {
  return types[extname(name).toLowerCase()] ?? anyBytes
}

/** Whether a name says what kind of film it is. */
export function saysItsType(name: string): boolean {
  return contentType(name) !== anyBytes
}

/** What HTTP calls the kind of a film, by its first bytes, of which twelve are enough. */
export function contentTypeOf(beginning: Buffer): string {
  const text = beginning.toString("latin1")
  return beginnings.find(({ at, bytes }) => text.startsWith(bytes, at))?.type ?? anyBytes
}
