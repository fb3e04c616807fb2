import { languageTag } from "../state/locale.ts"

const units = ["B", "KB", "MB", "GB", "TB"]

/** Bytes for people: 1.4 GB. */
export function formatBytes(bytes: number): string {
  const power = Math.min(Math.floor(Math.log10(Math.max(bytes, 1)) / 3), units.length - 1)
  const amount = bytes / 1000 ** power
  const digits = power > 0 && amount < 100 ? 1 : 0
  return `${amount.toLocaleString(languageTag(), { maximumFractionDigits: digits })} ${units[power]}`
}
