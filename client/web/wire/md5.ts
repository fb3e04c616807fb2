const shifts = [7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21]
const sines = Uint32Array.from({ length: 64 }, (_, index) => Math.abs(Math.sin(index + 1)) * 2 ** 32)

/** The lower-case hex md5 of a text's UTF-8 bytes (RFC 1321): what the wire carries instead of a typed password. */
export function md5(text: string): string {
  const bytes = new TextEncoder().encode(text)
  const padded = new DataView(new ArrayBuffer((((bytes.length + 8) >> 6) + 1) << 6))
  for (const [index, byte] of bytes.entries()) padded.setUint8(index, byte)
  padded.setUint8(bytes.length, 0x80)
  padded.setBigUint64(padded.byteLength - 8, BigInt(bytes.length) * 8n, true)
  const sums = Uint32Array.of(0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476)
  for (let block = 0; block < padded.byteLength; block += 64) addBlock(sums, padded, block)
  const digest = new DataView(new ArrayBuffer(16))
  for (const [index, sum] of sums.entries()) digest.setUint32(index * 4, sum, true)
  return Array.from(new Uint8Array(digest.buffer), (byte) => byte.toString(16).padStart(2, "0")).join("")
}

function addBlock(sums: Uint32Array, bytes: DataView, block: number): void {
  let [a = 0, b = 0, c = 0, d = 0] = sums
  for (let step = 0; step < 64; step++) {
    const round = step >> 4
    const [mixed, word] = mix(round, step, b, c, d)
    const sum = (a + mixed + (sines[step] ?? 0) + bytes.getUint32(block + word * 4, true)) | 0
    const shift = shifts[round * 4 + (step & 3)] ?? 0
    const turned = (b + ((sum << shift) | (sum >>> (32 - shift)))) | 0
    ;[a, b, c, d] = [d, turned, b, c]
  }
  for (const [index, value] of [a, b, c, d].entries()) sums[index] = (sums[index] ?? 0) + value
}

/** What a step mixes of three sums, and which word of the block it takes. */
function mix(round: number, step: number, b: number, c: number, d: number): [number, number] {
  if (round === 0) return [(b & c) | (~b & d), step]
  if (round === 1) return [(d & b) | (~d & c), (5 * step + 1) & 15]
  if (round === 2) return [b ^ c ^ d, (3 * step + 5) & 15]
  return [c ^ (b | ~d), (7 * step) & 15]
}
