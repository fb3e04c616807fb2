import { type Bound, encode } from "./codec.ts"
import { type Column, columnOf, type Definition } from "./definition.ts"
import type { Dialect } from "./dialect.ts"
import { OrmMisuse, ValueRefused } from "./errors.ts"
import { Expression } from "./expression.ts"
import { Combined, Condition } from "./operator.ts"

/** How many values `oneOf` takes: enough for any page of rows, few enough for one statement. */
const maxList = 16_384

/** Answers a where as SQL ("" for every row) and appends the values it binds; throws ValueRefused before any SQL. */
export function whereSql(where: unknown, definition: Definition, dialect: Dialect, params: Bound[]): string {
  if (where instanceof Combined) return combinedSql(where, definition, dialect, params)
  if (typeof where !== "object" || where === null || Array.isArray(where)) {
    throw new ValueRefused(`${definition.table}: a where is an object of columns`)
  }
  let sql = ""
  for (const [name, value] of Object.entries(where)) {
    const part = columnSql(columnOf(definition, name), value, dialect, params)
    sql = sql === "" ? part : `${sql} AND ${part}`
  }
  return sql
}

function combinedSql(
  { kind, wheres }: Combined<unknown>,
  definition: Definition,
  dialect: Dialect,
  params: Bound[],
): string {
  const parts = wheres.map((where) => whereSql(where, definition, dialect, params))
  if (kind === "and")
    return joined(
      parts.filter((part) => part !== ""),
      " AND ",
    )
  if (parts.length === 0) return "0 = 1"
  return parts.includes("") ? "" : joined(parts, " OR ")
}

function joined(parts: readonly string[], between: string): string {
  return parts.length < 2 ? (parts[0] ?? "") : `(${parts.map((part) => `(${part})`).join(between)})`
}

function columnSql(column: Column, value: unknown, dialect: Dialect, params: Bound[]): string {
  if (value === null) return `${column.quoted} IS NULL`
  if (value instanceof Condition) return conditionSql(column, value, dialect, params)
  if (column.field.kind === "json")
    throw new OrmMisuse(`${column.path}: a JSON column is compared with null only`)
  params.push(encode(value, column.field, column.path))
  return `${column.quoted} = ?`
}

const comparisons = { eq: "=", ne: "<>", gt: ">", gte: ">=", lt: "<", lte: "<=" } as const

function conditionSql(
  column: Column,
  condition: Condition<unknown>,
  dialect: Dialect,
  params: Bound[],
): string {
  const { kind, values, inner } = condition
  const name = column.quoted
  if (kind === "null") return `${name} IS NULL`
  if (inner !== undefined) return notSql(column, inner, dialect, params)
  if (column.field.kind === "json")
    throw new OrmMisuse(`${column.path}: a JSON column is compared with null only`)
  switch (kind) {
    case "in":
      return listSql(column, values, params)
    case "between":
      params.push(compared(column, values[0]), compared(column, values[1]))
      return `${name} BETWEEN ? AND ?`
    case "like":
      params.push(pattern(column, values[0]))
      return `${name} LIKE ? ESCAPE ${dialect.backslash}`
    case "prefix":
      return prefixSql(column, textOf(column, values[0]), params)
    case "contains":
      params.push(textOf(column, values[0]))
      return dialect.contains(name)
    case "not":
      throw new OrmMisuse(`${column.path}: not() takes a condition`)
    default:
      return `${name} ${comparisons[kind]} ${comparedSql(column, values[0], dialect, params)}`
  }
}

function notSql(column: Column, inner: Condition<unknown>, dialect: Dialect, params: Bound[]): string {
  if (inner.kind === "null") return `${column.quoted} IS NOT NULL`
  return `NOT (${conditionSql(column, inner, dialect, params)})`
}

/** What a column is compared with: a value, or the database's clock. */
function comparedSql(column: Column, value: unknown, dialect: Dialect, params: Bound[]): string {
  if (value instanceof Expression) {
    if (value.kind === "now" && column.field.kind === "timestamp") return dialect.now
    throw new OrmMisuse(`${column.path}: only a moment is compared with now(), and nothing with add()`)
  }
  params.push(compared(column, value))
  return "?"
}

function compared(column: Column, value: unknown): Bound {
  if (value === null)
    throw new ValueRefused(`${column.path}: nothing compares with null; use isNull() or notNull()`)
  return encode(value, column.field, column.path)
}

/** The list padded to a power of two with its last value, so that lists of many lengths share few statements. */
function listSql(column: Column, values: readonly unknown[], params: Bound[]): string {
  if (values.length === 0) return "0 = 1"
  if (values.length > maxList) throw new ValueRefused(`${column.path}: oneOf takes up to ${maxList} values`)
  let last: Bound = null
  for (const value of values) {
    last = compared(column, value)
    params.push(last)
  }
  const size = 2 ** Math.ceil(Math.log2(values.length))
  for (let i = values.length; i < size; i++) params.push(last)
  return `${column.quoted} IN (?${", ?".repeat(size - 1)})`
}

function textOf(column: Column, value: unknown): string {
  const { kind } = column.field
  if (kind !== "varchar" && kind !== "text" && kind !== "choice") {
    throw new OrmMisuse(`${column.path} does not hold text`)
  }
  // Not the column's own length: a text too long to be stored simply matches nothing.
  if (typeof value !== "string" || !value.isWellFormed() || value.length > 16_383) {
    throw new ValueRefused(`${column.path} is compared with well-formed text of up to 16383 characters`)
  }
  return value
}

function pattern(column: Column, value: unknown): string {
  const text = textOf(column, value)
  if (!/^(?:[^\\]|\\[\\%_])*$/su.test(text)) {
    throw new ValueRefused(`${column.path}: in a pattern a backslash stands before %, _ or another backslash`)
  }
  return text
}

/** A range instead of LIKE: both databases order text by code point here, so both use an index for it. */
function prefixSql(column: Column, prefix: string, params: Bound[]): string {
  if (prefix === "") return `${column.quoted} IS NOT NULL`
  params.push(prefix)
  const end = afterAll(prefix)
  if (end === undefined) return `${column.quoted} >= ?`
  params.push(end)
  return `(${column.quoted} >= ? AND ${column.quoted} < ?)`
}

/** The least text greater than every text that begins with `prefix`; undefined if there is none. */
function afterAll(prefix: string): string | undefined {
  const points = Array.from(prefix, (character) => character.codePointAt(0) ?? 0)
  for (let point = points.pop(); point !== undefined; point = points.pop()) {
    if (point === 0x10ffff) continue
    // The code points D800 to DFFF are no characters.
    const next = point === 0xd7ff ? 0xe000 : point + 1
    return String.fromCodePoint(...points, next)
  }
  return undefined
}
