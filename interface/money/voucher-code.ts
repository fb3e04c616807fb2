import { createHash } from "node:crypto"

/** Digits and capitals without 0, 1, I, L and O. That there are 31 of them, a prime, is what the check character rests on. */
export const voucherSymbols = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"

const base = voucherSymbols.length
/** 15 symbols are 74 bits. */
const randomLength = 15
const wholeLength = randomLength + 1

/**
 * The code that a random number of 128 bits or more stands for: fifteen symbols and one that checks them, in groups of four.
 * Each place has a weight of its own, 16 down to 1, and the weighted sum of a code is a multiple of 31. So a wrong symbol is
 * noticed, and so are two that have changed places: what they change of the sum is a product of numbers below the prime.
 */
export function voucherCode(random: Buffer): string {
  let number = BigInt(`0x${random.toString("hex")}`)
  const digits: number[] = []
  for (let at = 0; at < randomLength; at++) {
    digits.push(Number(number % BigInt(base)))
    number /= BigInt(base)
  }
  digits.push((base - (weightedSum(digits) % base)) % base)
  return digits.map((digit, at) => `${at > 0 && at % 4 === 0 ? "-" : ""}${voucherSymbols[digit]}`).join("")
}

/**
 * Reads a code as people type it: in small letters, in the wide forms of Chinese keyboards, with or without spaces and dashes.
 * Undefined for a typing error; 0, O, 1, I and L are one, as no code has them.
 */
export function readVoucherCode(typed: string): string | undefined {
  const symbols = typed
    .normalize("NFKC")
    .replace(/[\s\p{Pd}]/gu, "")
    .toUpperCase()
  const digits = Array.from(symbols, (symbol) => voucherSymbols.indexOf(symbol))
  const isWhole = digits.length === wholeLength && !digits.includes(-1)
  return isWhole && weightedSum(digits) % base === 0 ? symbols : undefined
}

/** What is kept of a code that was read. */
export function hashVoucherCode(code: string): string {
  return createHash("sha256").update(code).digest("hex")
}

function weightedSum(digits: readonly number[]): number {
  return digits.reduce((sum, digit, at) => sum + digit * (wholeLength - at), 0)
}
