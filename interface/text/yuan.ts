/** Fen as yuan: ¥10.00, and -¥0.05. */
export function yuan(fen: number | bigint): string {
  const amount = BigInt(fen)
  const size = amount < 0n ? -amount : amount
  return `${amount < 0n ? "-" : ""}¥${size / 100n}.${String(size % 100n).padStart(2, "0")}`
}
