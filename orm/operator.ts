import type { Expression } from "./expression.ts"

/** A comparison of one column; made by the functions of this file only, so data from outside can never be one. */
export class Condition<Value> {
  readonly kind: ConditionKind
  readonly values: readonly (Value | Expression<Value>)[]
  readonly inner: Condition<Value> | undefined
  constructor(kind: ConditionKind, values: readonly (Value | Expression<Value>)[], inner?: Condition<Value>) {
    this.kind = kind
    this.values = values
    this.inner = inner
  }
}

export type ConditionKind =
  | "eq"
  | "ne"
  | "gt"
  | "gte"
  | "lt"
  | "lte"
  | "between"
  | "in"
  | "like"
  | "prefix"
  | "contains"
  | "null"
  | "not"

/** Equal to; what a bare value means too. */
export function eq<Value>(value: Value): Condition<Value> {
  return new Condition("eq", [value])
}

/** Not equal to. A NULL is neither equal nor unequal to anything. */
export function ne<Value>(value: Value): Condition<Value> {
  return new Condition("ne", [value])
}

/** Greater than; as all comparisons of order, with a value or with `now()`. */
export function gt<Value>(value: Value | Expression<Value>): Condition<Value> {
  return new Condition<Value>("gt", [value])
}

/** Greater than or equal to. */
export function gte<Value>(value: Value | Expression<Value>): Condition<Value> {
  return new Condition<Value>("gte", [value])
}

/** Less than. */
export function lt<Value>(value: Value | Expression<Value>): Condition<Value> {
  return new Condition<Value>("lt", [value])
}

/** Less than or equal to. */
export function lte<Value>(value: Value | Expression<Value>): Condition<Value> {
  return new Condition<Value>("lte", [value])
}

/** From `low` to `high`, both included. */
export function between<Value>(low: Value, high: Value): Condition<Value> {
  return new Condition("between", [low, high])
}

/** One of the list; an empty list matches nothing. */
export function oneOf<Value>(list: readonly Value[]): Condition<Value> {
  return new Condition("in", list)
}

/** Matches a pattern of % and _, each made literal by a backslash before it; capitals count. */
export function like(pattern: string): Condition<string> {
  return new Condition("like", [pattern])
}

/** Begins with this text, taken literally; uses an index of the column. */
export function startsWith(prefix: string): Condition<string> {
  return new Condition("prefix", [prefix])
}

/** Holds this text somewhere, taken literally; reads every row that the other conditions leave. */
export function contains(part: string): Condition<string> {
  return new Condition("contains", [part])
}

/** Is NULL; what a bare null means too. */
export function isNull(): Condition<never> {
  return new Condition<never>("null", [])
}

/** Is not NULL. */
export function notNull(): Condition<never> {
  return new Condition("not", [], isNull())
}

/** The opposite of a condition; a NULL matches neither a comparison nor its opposite. */
export function not<Value>(condition: Condition<Value>): Condition<Value> {
  return new Condition("not", [], condition)
}

/** Several wheres as one; made by `or`, `and` and `all`. */
export class Combined<W> {
  readonly kind: "or" | "and"
  readonly wheres: readonly W[]
  constructor(kind: "or" | "and", wheres: readonly W[]) {
    this.kind = kind
    this.wheres = wheres
  }
}

/** Matches where at least one of them does; an empty list matches nothing. */
export function or<W>(wheres: readonly W[]): Combined<W> {
  return new Combined("or", wheres)
}

/** Matches where every one of them does. */
export function and<W>(wheres: readonly W[]): Combined<W> {
  return new Combined("and", wheres)
}

/** Every row; `update` and `delete` want it said. */
export function all(): Combined<never> {
  return new Combined<never>("and", [])
}
