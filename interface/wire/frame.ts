/** Bytes of the length that opens a frame: an unsigned 32-bit integer, little-endian. */
export const lengthBytes = 4

/** A frame ready to send: the length and the JSON of `message` in one buffer. */
export function encodeFrame(message: object): Buffer {
  const json = JSON.stringify(message)
  const length = Buffer.byteLength(json)
  const frame = Buffer.allocUnsafe(lengthBytes + length)
  frame.writeUInt32LE(length, 0)
  frame.write(json, lengthBytes, length, "utf8")
  return frame
}
