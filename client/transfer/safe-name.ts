import { posix, win32 } from "node:path"

/** Bytes of a file name that every usual file system takes, with room for ".part". */
const mostBytes = 240
const reserved = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)/i

/**
 * A film's own name as a name for a file of this machine: never a path, never hidden, never a device, at most 240 bytes;
 * `fallback` where nothing is left of it. Its ending survives where the name is cut.
 */
export function safeName(filmName: string, fallback: string): string {
  const bare = win32
    .basename(posix.basename(filmName.toWellFormed()))
    .normalize("NFC")
    // Control and formatting characters, which could also turn what a terminal shows around, and what Windows forbids.
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\u{fffd}]/gu, "")
    .replace(/[<>:"/\\|?*]/g, "_")
    .replace(/^[\s.]+|[\s.]+$/g, "")
  if (bare === "") return fallback
  return shortened(reserved.test(bare) ? `_${bare}` : bare)
}

function shortened(name: string): string {
  if (Buffer.byteLength(name) <= mostBytes) return name
  const dot = name.lastIndexOf(".")
  const ending = dot > 0 && Buffer.byteLength(name.slice(dot)) <= 20 ? name.slice(dot) : ""
  let stem = ""
  for (const character of name) {
    if (Buffer.byteLength(stem + character + ending) > mostBytes) break
    stem += character
  }
  return stem + ending
}
