import type { Bound } from "./codec.ts"
import { columnOf } from "./definition.ts"
import { ValueRefused } from "./errors.ts"
import type { AnyModel } from "./model-types.ts"
import { currentSession } from "./scope.ts"

/** What may stand in a `sql` text: values, which are always bound, and names that come from a model. */
export type SqlPart = string | number | bigint | boolean | Date | null | List | ColumnName | AnyModel

class List {
  readonly values: readonly Bound[]
  constructor(values: readonly Bound[]) {
    this.values = values
  }
}

class ColumnName {
  readonly quoted: string
  constructor(quoted: string) {
    this.quoted = quoted
  }
}

/** Values for IN (${list(ids)}); an empty list stands for NULL, so it matches nothing. */
export function list(values: readonly (string | number | bigint | Date)[]): List {
  return new List(values.length === 0 ? [null] : values.map(bound))
}

/** The quoted name of a model's column, for places where no value can stand; throws OrmMisuse. */
export function column(model: AnyModel, name: string): ColumnName {
  return new ColumnName(columnOf(model.definition, name).quoted)
}

/** Rows as plain objects by column name; whole numbers beyond ±(2^53 - 1) are bigints. */
export type SqlRow = Readonly<Record<string, unknown>>

/**
 * Runs a statement of your own: sql`SELECT … FROM ${Movie} WHERE a = ${x} AND id IN (${list(ids)})`. Each value is bound,
 * a model stands for its table. Answers the rows. Joins the transaction in scope.
 */
export async function sql(texts: TemplateStringsArray, ...parts: readonly SqlPart[]): Promise<SqlRow[]> {
  const [text, params] = render(texts, parts)
  const { columns, rows } = await currentSession().table(text, params)
  return rows.map((row) => Object.fromEntries(columns.map((name, i) => [name, row[i]])))
}

/** As `sql`, for a statement that writes: answers how many rows it matched. */
export async function sqlChange(texts: TemplateStringsArray, ...parts: readonly SqlPart[]): Promise<number> {
  const [text, params] = render(texts, parts)
  return (await currentSession().table(text, params)).count
}

function render(texts: TemplateStringsArray, parts: readonly SqlPart[]): [string, Bound[]] {
  const params: Bound[] = []
  let text = texts[0] ?? ""
  for (const [i, part] of parts.entries()) {
    text += partSql(part, params) + (texts[i + 1] ?? "")
  }
  return [text, params]
}

function partSql(part: SqlPart, params: Bound[]): string {
  if (part instanceof ColumnName) return part.quoted
  if (part instanceof List) {
    params.push(...part.values)
    return `?${", ?".repeat(part.values.length - 1)}`
  }
  if (typeof part === "function") return part.definition.quotedTable
  params.push(bound(part))
  return "?"
}

function bound(value: unknown): Bound {
  if (value === null || typeof value === "bigint") return value
  if (typeof value === "boolean") return value ? 1 : 0
  if (typeof value === "string" && value.isWellFormed()) return value
  if (typeof value === "number" && Number.isFinite(value)) return value
  if (value instanceof Date && !Number.isNaN(value.getTime())) return value
  throw new ValueRefused(
    `sql binds text, finite numbers, bigints, truth, dates and null, not this ${typeof value}`,
  )
}
