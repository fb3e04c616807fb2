import assert from "node:assert/strict"
import { randomBytes } from "node:crypto"
import { test } from "node:test"
import { voucherCode } from "../../../interface/money/voucher-code.ts"
import { voucherCodes } from "../../../interface/money/voucher-codes.ts"
import { readVoucherCode, voucherSymbols } from "../../../interface/wire/read-voucher-code.ts"

const codes = [
  voucherCode(Buffer.alloc(32)),
  voucherCode(Buffer.alloc(32, 255)),
  ...Array.from({ length: 5 }, () => voucherCode(randomBytes(32))),
].map((code) => code.replaceAll("-", ""))

function withSymbol(code: string, at: number, symbol: string): string {
  return code.slice(0, at) + symbol + code.slice(at + 1)
}

test("every single wrong symbol is noticed, at each place, each for each", () => {
  for (const code of codes) {
    assert.equal(readVoucherCode(code), code)
    for (let at = 0; at < 16; at++) {
      for (const symbol of voucherSymbols) {
        const typed = withSymbol(code, at, symbol)
        assert.equal(readVoucherCode(typed), typed === code ? code : undefined, `${code} ${typed}`)
      }
    }
  }
})

test("every pair of different symbols that changed places is noticed, neighbours or not", () => {
  let swaps = 0
  for (let at = 0; at < 16; at++) {
    for (let other = at + 1; other < 16; other++) {
      for (const a of voucherSymbols) {
        for (const b of voucherSymbols) {
          if (a === b) continue
          const sound = codeWith(at, a, other, b)
          assert.notEqual(readVoucherCode(sound), undefined, sound)
          const swapped = withSymbol(withSymbol(sound, at, b), other, a)
          assert.equal(readVoucherCode(swapped), undefined, `${sound} ${swapped}`)
          swaps++
        }
      }
    }
  }
  assert.equal(swaps, 120 * 31 * 30)
})

/** A sound code with two given symbols: of the symbols for a third place one makes the sum right. */
function codeWith(at: number, a: string, other: number, b: string): string {
  const free = [0, 1, 2].find((place) => place !== at && place !== other) ?? 0
  const base = withSymbol(withSymbol("2".repeat(16), at, a), other, b)
  const sum = voucherSymbols.indexOf(a) * (16 - at) + voucherSymbols.indexOf(b) * (16 - other)
  const symbol = Array.from(voucherSymbols).find((_, digit) => (sum + digit * (16 - free)) % 31 === 0)
  assert.ok(symbol !== undefined)
  return withSymbol(base, free, symbol)
}

test("codes are read as people type them", () => {
  const code = "8K3M2QXA9TRWBNPV"
  const sound = voucherCode(Buffer.from("00112233445566778899aabbccddeeff", "hex"))
  const symbols = sound.replaceAll("-", "")
  const wide = symbols.replace(/./g, (one) => String.fromCodePoint((one.codePointAt(0) ?? 0) + 0xfee0))
  for (const typed of [
    sound,
    symbols.toLowerCase(),
    ` ${symbols.match(/..../g)?.join(" ")}\t`,
    sound.replaceAll("-", "–"),
    sound.replaceAll("-", "－"),
    wide,
  ]) {
    assert.equal(readVoucherCode(typed), symbols, typed)
  }
  for (const look of "01ILOilo") assert.equal(readVoucherCode(withSymbol(symbols, 3, look)), undefined)
  for (const typed of ["", code.slice(1), `${symbols}2`, "—", "🎬".repeat(16)])
    assert.equal(readVoucherCode(typed), undefined, typed)
})

test("a batch's codes follow from seed and salt together, and spread over all symbols", () => {
  const seed = "ab".repeat(32)
  const made = voucherCodes(seed, "salt", 1000)
  assert.deepEqual(voucherCodes(seed, "salt", 1000), made)
  assert.equal(new Set([...made, ...voucherCodes(seed, "other", 1000)]).size, 2000)
  for (let at = 0; at < 15; at++) {
    const counts = new Map<string, number>()
    for (const code of made) {
      const symbol = code.replaceAll("-", "")[at] ?? ""
      counts.set(symbol, (counts.get(symbol) ?? 0) + 1)
    }
    assert.equal(counts.size, 31)
    // 32 of each are expected; 80 would be more than eight standard deviations.
    assert.ok(Math.max(...counts.values()) < 80)
  }
})
