import { createHash } from "node:crypto"
import { voucherLength, voucherSymbols, weightedVoucherSum } from "../wire/read-voucher-code.ts"

const base = voucherSymbols.length

/**
 * The code that a random number of 128 bits or more stands for: fifteen symbols and one that checks them, in groups of four.
 * Each place has a weight of its own, 16 down to 1, and the weighted sum of a code is a multiple of 31. So a wrong symbol is
 * noticed, and so are two that have changed places: what they change of the sum is a product of numbers below the prime.
 */
export function voucherCode(random: Buffer): string {
  let number = BigInt(`0x${random.toString("hex")}`)
  const digits: number[] = []
  for (let at = 0; at < voucherLength - 1; at++) {
    digits.push(Number(number % BigInt(base)))
    number /= BigInt(base)
  }
  digits.push((base - (weightedVoucherSum(digits) % base)) % base)
  return digits.map((digit, at) => `${at > 0 && at % 4 === 0 ? "-" : ""}${voucherSymbols[digit]}`).join("")
}

/** What is kept of a code that was read. */
export function hashVoucherCode(code: string): string {
  return createHash("sha256").update(code).digest("hex")
}
