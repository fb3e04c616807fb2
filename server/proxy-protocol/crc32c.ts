/** Castagnoli's polynomial, its bits reversed. */
const polynomial = 0x82_f6_3b_78

/** The checksum CRC-32C, which Node has not: bit by bit, since it is worked out once a connection over few bytes. */
export function crc32c(bytes: Uint8Array): number {
  let sum = 0xff_ff_ff_ff
  for (const byte of bytes) {
    sum ^= byte
    for (let bit = 0; bit < 8; bit++) sum = sum & 1 ? (sum >>> 1) ^ polynomial : sum >>> 1
  }
  return ~sum >>> 0
}
