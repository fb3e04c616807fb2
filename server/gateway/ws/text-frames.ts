/** The first byte of a text frame that is a message by itself (RFC 6455, section 5.2). */
const wholeText = 0x81
/** A length up to this stands in the second byte, up to the next one in two bytes behind it, else in eight. */
const shortBytes = 125
const mediumBytes = 0xffff

/** Replies as WebSocket messages, a text frame each, one after the other in one buffer. */
export function joinTextFrames(replies: readonly string[]): Buffer {
  const lengths = replies.map((reply) => Buffer.byteLength(reply))
  const total = lengths.reduce((sum, length) => sum + headBytes(length) + length, 0)
  const frames = Buffer.allocUnsafe(total)
  let at = 0
  for (const [index, reply] of replies.entries()) {
    at = writeHead(frames, at, lengths[index] ?? 0)
    at += frames.write(reply, at, "utf8")
  }
  return frames
}

function headBytes(length: number): number {
  if (length <= shortBytes) return 2
  return length <= mediumBytes ? 4 : 10
}

/** Answers where the payload goes. */
function writeHead(frames: Buffer, at: number, length: number): number {
  frames[at] = wholeText
  if (length <= shortBytes) return frames.writeUInt8(length, at + 1)
  if (length <= mediumBytes) return frames.writeUInt16BE(length, frames.writeUInt8(126, at + 1))
  return frames.writeBigUInt64BE(BigInt(length), frames.writeUInt8(127, at + 1))
}
