/** Digits and capitals without 0, 1, I, L and O. That there are 31 of them, a prime, is what the check character rests on. */
export const voucherSymbols = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"

/** Symbols of a code: 15 that are random, 74 bits, and one that checks them. */
export const voucherLength = 16

/** The symbols of a code as people type it: in small letters, in the wide forms of Chinese keyboards, with spaces and dashes. */
export function voucherSymbolsIn(typed: string): string {
  return typed
    .normalize("NFKC")
    .replace(/[\s\p{Pd}]/gu, "")
    .toUpperCase()
}

/** Reads a code as people type it. Undefined for a typing error; 0, O, 1, I and L are one, as no code has them. */
export function readVoucherCode(typed: string): string | undefined {
  const symbols = voucherSymbolsIn(typed)
  const digits = Array.from(symbols, (symbol) => voucherSymbols.indexOf(symbol))
  const isWhole = digits.length === voucherLength && !digits.includes(-1)
  return isWhole && weightedVoucherSum(digits) % voucherSymbols.length === 0 ? symbols : undefined
}

/** The sum of a code's digits, each by the weight of its place, 16 down to 1. */
export function weightedVoucherSum(digits: readonly number[]): number {
  return digits.reduce((sum, digit, at) => sum + digit * (voucherLength - at), 0)
}
