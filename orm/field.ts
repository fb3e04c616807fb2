import { OrmMisuse } from "./errors.ts"
import { checkedIdentifier } from "./identifier.ts"

export type Kind =
  | "id"
  | "varchar"
  | "text"
  | "choice"
  | "boolean"
  | "integer"
  | "int64"
  | "timestamp"
  | "json"
  | "references"

/** Whether whoever makes a row must give the value, may give it, or must leave it to the ORM. */
type Need = "required" | "optional" | "kept"

/** Text that the ORM computes from another column of the same row whenever that one is written. */
export interface Derivation {
  readonly from: string
  readonly by: (source: string) => string
}

/** What one column holds. `value` and `need` exist for the compiler only. */
export interface Field<Value = unknown, N extends Need = Need> {
  readonly kind: Kind
  readonly nullable: boolean
  /** In code points for varchar and choice, in bytes of UTF-8 for text and json. */
  readonly length?: number
  readonly default?: string | number | bigint | boolean
  readonly onUpdate?: "now"
  readonly choices?: readonly string[]
  readonly references?: string
  readonly derive?: Derivation
  readonly value?: Value
  readonly need?: N
}

interface Options<Value> {
  readonly nullable?: boolean
  readonly default?: Value
}

type Held<Value, O> = O extends { readonly nullable: true } ? Value | null : Value
type NeedOf<O> = O extends { readonly derive: Derivation }
  ? "kept"
  : O extends { readonly nullable: true } | { readonly default: unknown }
    ? "optional"
    : "required"

/** The primary key: an integer that the database counts up and never uses twice. Known after `save()`. */
export function id(): Field<number, "optional"> {
  return { kind: "id", nullable: false }
}

/** Text of up to `length` code points (at most 16,383), compared byte by byte. */
export function varchar<const O extends Options<string> & { readonly derive?: Derivation }>(
  length: number,
  options?: O,
): Field<Held<string, O>, NeedOf<O>> {
  if (!Number.isInteger(length) || length < 1 || length > 16_383) {
    throw new OrmMisuse(`varchar takes a length from 1 to 16383, not ${length}`)
  }
  return { ...options, kind: "varchar", length, nullable: options?.nullable ?? false }
}

/** Long text of up to `maxBytes` of UTF-8 (65,535 unless told; at most 16,777,215); cannot be indexed. */
export function text<const O extends { readonly nullable?: boolean; readonly maxBytes?: number }>(
  options?: O,
): Field<Held<string, O>, NeedOf<O>> {
  const length = checkedBytes(options?.maxBytes ?? 65_535)
  return { kind: "text", length, nullable: options?.nullable ?? false }
}

/** One of a few lower-case words, held to them by a CHECK. */
export function choice<const C extends readonly [string, ...string[]], const O extends Options<C[number]>>(
  choices: C,
  options?: O,
): Field<Held<C[number], O>, NeedOf<O>> {
  for (const word of choices) checkedIdentifier(word, "choice")
  const length = Math.max(...choices.map((word) => word.length))
  return { ...options, kind: "choice", choices, length, nullable: options?.nullable ?? false }
}

/** true or false. */
export function boolean<const O extends Options<boolean>>(options?: O): Field<Held<boolean, O>, NeedOf<O>> {
  return { ...options, kind: "boolean", nullable: options?.nullable ?? false }
}

/** A whole number within ±(2^53 - 1), as a JS number; anything beyond is refused, never rounded. */
export function integer<const O extends Options<number>>(options?: O): Field<Held<number, O>, NeedOf<O>> {
  if (options?.default !== undefined && !Number.isSafeInteger(options.default)) {
    throw new OrmMisuse(`the default of an integer must be a safe integer, not ${options.default}`)
  }
  return { ...options, kind: "integer", nullable: options?.nullable ?? false }
}

/** A whole number of 64 bits, as a JS bigint: money, counters, sizes beyond 2^53. */
export function int64<const O extends Options<bigint>>(options?: O): Field<Held<bigint, O>, NeedOf<O>> {
  if (options?.default !== undefined && BigInt.asIntN(64, options.default) !== options.default) {
    throw new OrmMisuse(`the default of an int64 must fit 64 bits, not ${options.default}`)
  }
  return { ...options, kind: "int64", nullable: options?.nullable ?? false }
}

interface TimestampOptions {
  readonly nullable?: boolean
  readonly default?: "now"
  readonly onUpdate?: "now"
}

/** A moment to the millisecond, as a JS Date; "now" is the database's clock. Treat the Date as immutable. */
export function timestamp<const O extends TimestampOptions>(options?: O): Field<Held<Date, O>, NeedOf<O>> {
  return { ...options, kind: "timestamp", nullable: options?.nullable ?? false }
}

/** Any JSON value of up to `maxBytes` of text (1 MiB unless told), compared by value in `update()`. */
export function json<Value>(options: {
  readonly nullable: true
  readonly maxBytes?: number
}): Field<Value | null, "optional">
export function json<Value>(options?: {
  readonly nullable?: false
  readonly maxBytes?: number
}): Field<Value, "required">
export function json(options?: { readonly nullable?: boolean; readonly maxBytes?: number }): Field<unknown> {
  const length = checkedBytes(options?.maxBytes ?? 1_048_576)
  return { kind: "json", length, nullable: options?.nullable ?? false }
}

/** The id of a row of `table`, held to it by a foreign key: that row cannot be deleted while this one is there. */
export function references<const O extends { readonly nullable?: boolean }>(
  table: string,
  options?: O,
): Field<Held<number, O>, NeedOf<O>> {
  checkedIdentifier(table, "table")
  return { kind: "references", references: table, nullable: options?.nullable ?? false }
}

function checkedBytes(maxBytes: number): number {
  if (!Number.isInteger(maxBytes) || maxBytes < 1 || maxBytes > 16_777_215) {
    throw new OrmMisuse(`maxBytes goes from 1 to 16777215, not ${maxBytes}`)
  }
  return maxBytes
}
