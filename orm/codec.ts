import { isDeepStrictEqual } from "node:util"
import { ValueRefused } from "./errors.ts"
import type { Field, Kind } from "./field.ts"
import { jsonText } from "./json-text.ts"

/** What may be bound to a statement; a Date is turned into the dialect's own form by its driver. */
export type Bound = string | number | bigint | Date | null

/** Checks one value that is not null and answers what is bound for it, or a sentence that says what is wrong. */
type Encode = (value: unknown, field: Field) => Bound | Complaint

class Complaint {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

const earliest = Date.UTC(1000, 0, 1)
const latest = Date.UTC(9999, 11, 31, 23, 59, 59, 999)
const min64 = -(2n ** 63n)
const max64 = 2n ** 63n - 1n

function encodeText(value: unknown, field: Field): Bound | Complaint {
  if (typeof value !== "string") return new Complaint("takes text")
  if (!value.isWellFormed()) return new Complaint("takes well-formed Unicode, not lone surrogates")
  const length = field.length ?? 0
  // Length counts UTF-16 units, which are never fewer than code points: the slow count is for the rest only.
  if (value.length > length && (value.length > 2 * length || codePoints(value) > length)) {
    return new Complaint(`takes up to ${length} characters`)
  }
  return value
}

function codePoints(value: string): number {
  let count = 0
  for (const _ of value) count++
  return count
}

function encodeLongText(value: unknown, field: Field): Bound | Complaint {
  if (typeof value !== "string") return new Complaint("takes text")
  if (!value.isWellFormed()) return new Complaint("takes well-formed Unicode, not lone surrogates")
  const length = field.length ?? 0
  if (value.length * 3 > length && Buffer.byteLength(value) > length) {
    return new Complaint(`takes up to ${length} bytes of UTF-8`)
  }
  return value
}

function encodeInteger(value: unknown): Bound | Complaint {
  if (typeof value === "number" && Number.isSafeInteger(value)) return value === 0 ? 0 : value
  return new Complaint("takes a whole number within ±(2^53 - 1)")
}

function encodeJson(value: unknown, field: Field): Bound | Complaint {
  const text = jsonText(value)
  if (text === undefined)
    return new Complaint("takes a JSON value (no NaN, bigint, function, symbol or cycle)")
  if (Buffer.byteLength(text) > (field.length ?? 0)) {
    return new Complaint(`takes up to ${field.length} bytes of JSON`)
  }
  return text
}

const encoders: Readonly<Record<Kind, Encode>> = {
  id: encodeInteger,
  references: encodeInteger,
  integer: encodeInteger,
  varchar: encodeText,
  text: encodeLongText,
  json: encodeJson,
  choice: (value, field) =>
    typeof value === "string" && field.choices?.includes(value)
      ? value
      : new Complaint(`takes one of ${field.choices?.join(", ")}`),
  boolean: (value) => (typeof value === "boolean" ? (value ? 1 : 0) : new Complaint("takes true or false")),
  int64: (value) =>
    typeof value === "bigint" && value >= min64 && value <= max64
      ? value
      : new Complaint("takes a bigint of 64 bits"),
  timestamp: (value) => {
    const time = value instanceof Date ? value.getTime() : Number.NaN
    return time >= earliest && time <= latest
      ? new Date(time)
      : new Complaint("takes a Date of the years 1000 to 9999")
  },
}

/** Answers what is bound for `value` in this column; throws ValueRefused, naming table and column. */
export function encode(value: unknown, field: Field, path: string): Bound {
  if (value === null && field.nullable) return null
  const bound = encoders[field.kind](value, field)
  if (bound instanceof Complaint) throw new ValueRefused(`${path} ${bound.text}, not ${shown(value)}`)
  return bound
}

function shown(value: unknown): string {
  // A refused value may be secret or huge: its type is enough to find the mistake.
  if (value === null || value === undefined || typeof value === "boolean") return String(value)
  if (typeof value === "number" || typeof value === "bigint") return `${typeof value} ${value}`
  if (typeof value === "string") return `a text of ${value.length}`
  return Array.isArray(value) ? "an array" : `a value of type ${typeof value}`
}

/** True if `value`, as it is now, is what the database's `raw` value stands for. */
export function isSame(raw: unknown, value: unknown, field: Field): boolean {
  if (raw === null || value === null || value === undefined) return raw === value
  switch (field.kind) {
    case "boolean":
      return Boolean(Number(raw)) === value
    case "int64":
      return typeof raw === "bigint"
        ? raw === value
        : typeof value === "bigint" && BigInt(String(raw)) === value
    case "timestamp":
      return value instanceof Date && Number(raw) === value.getTime()
    case "json": {
      const text = jsonText(value)
      return text !== undefined && isDeepStrictEqual(JSON.parse(String(raw)), JSON.parse(text))
    }
    case "id":
    case "references":
    case "integer":
      return Number(raw) === value
    default:
      return raw === value
  }
}
