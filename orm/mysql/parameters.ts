import type { TypedParameter } from "mysql2"
import type { Bound } from "../codec.ts"

/** The part of mysql2 that makes parameters of a given type. */
export type Types = typeof TypedParameter

/**
 * The values as mysql2 takes them. Left alone it sends a bigint as text, and text against BIGINT is compared in doubles:
 * so a bigint goes as LONGLONG. A JS number goes as DOUBLE, as mysql2 does by itself (and a tenth of the work): within
 * ±(2^53 - 1), which is all that a column of JS numbers may hold, that is exact.
 */
export function parameters(types: Types, params: readonly Bound[]): unknown[] {
  for (const param of params) if (typeof param === "bigint") return params.map((one) => typed(types, one))
  return params as unknown[]
}

function typed(types: Types, param: Bound): unknown {
  return typeof param === "bigint" ? types.LONGLONG(param) : param
}
