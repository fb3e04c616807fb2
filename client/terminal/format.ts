import { yuan } from "../../interface/text/yuan.ts"

const units = ["B", "KB", "MB", "GB", "TB"]

/** Bytes for a person, in powers of 1000: 999 B, 1.5 MB. */
export function formatBytes(bytes: number): string {
  let value = bytes
  let unit = 0
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000
    unit++
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`
}

/** Seconds as a clock shows them: 0:07, 12:34, 1:02:03. */
export function formatDuration(seconds: number): string {
  if (!Number.isFinite(seconds) || seconds > 359_999) return "--:--"
  const whole = Math.round(seconds)
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60]
  const tail = String(whole % 60).padStart(2, "0")
  return hours === 0 ? `${minutes}:${tail}` : `${hours}:${String(minutes).padStart(2, "0")}:${tail}`
}

/** Fen as yuan: ¥10.00. */
export function formatPrice(fen: number): string {
  return yuan(fen)
}

/** Fen that come in or go out as yuan, with their sign: +¥10.00, -¥5.00. */
export function formatAmount(fen: number): string {
  return `${fen < 0 ? "-" : "+"}${formatPrice(Math.abs(fen))}`
}

/** An ISO moment in this machine's time, to the minute; what is no moment is shown as it came. */
export function formatTime(moment: string): string {
  const date = new Date(moment)
  if (Number.isNaN(date.getTime())) return moment
  const two = (value: number): string => String(value).padStart(2, "0")
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}`
}
