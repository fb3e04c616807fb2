/** The kinds of pictures that are taken, as sharp calls what reads them. */
export type PictureFormat = "jpeg" | "png" | "webp" | "heif"

const pngStart = Buffer.from("89504e470d0a1a0a", "hex")
const jpegStart = Buffer.from("ffd8ff", "hex")

/** What a picture is by its first bytes, whatever it is called; undefined for anything that is not taken. */
export function pictureFormat(bytes: Buffer): PictureFormat | undefined {
  if (startsWith(bytes, jpegStart)) return "jpeg"
  if (startsWith(bytes, pngStart)) return "png"
  if (bytes.toString("latin1", 0, 4) === "RIFF" && bytes.toString("latin1", 8, 12) === "WEBP") return "webp"
  return isAvif(bytes) ? "heif" : undefined
}

function startsWith(bytes: Buffer, start: Buffer): boolean {
  return bytes.subarray(0, start.length).equals(start)
}

/** AVIF is a container that also carries HEIC, which names other brands. */
function isAvif(bytes: Buffer): boolean {
  if (bytes.length < 16 || bytes.toString("latin1", 4, 8) !== "ftyp") return false
  const brands = bytes.toString("latin1", 8, Math.min(bytes.readUInt32BE(), 256))
  for (let at = 0; at + 4 <= brands.length; at += 4) {
    if (["avif", "avis"].includes(brands.slice(at, at + 4))) return true
  }
  return false
}
