import { byLanguage } from "./by-language.ts"

const whole = byLanguage((language) => new Intl.NumberFormat(language, { maximumFractionDigits: 0 }))
const withTenths = byLanguage((language) => new Intl.NumberFormat(language, { maximumFractionDigits: 1 }))
const units = ["B", "KB", "MB", "GB", "TB"]

/** Bytes for people: 1.4 GB. */
export function formatBytes(bytes: number): string {
  const power = Math.min(Math.floor(Math.log10(Math.max(bytes, 1)) / 3), units.length - 1)
  const amount = bytes / 1000 ** power
  const format = power > 0 && amount < 100 ? withTenths() : whole()
  return `${format.format(amount)} ${units[power]}`
}
