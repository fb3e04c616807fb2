import { type Bound, encode, isSame } from "./codec.ts"
import { whereSql } from "./condition.ts"
import { type Column, columnOf, type Definition, idOf, statementFor } from "./definition.ts"
import type { Dialect, RawRow, Session } from "./dialect.ts"
import { OrmMisuse, RowGone, ValueRefused } from "./errors.ts"
import { Expression } from "./expression.ts"
import { Combined } from "./operator.ts"
import { currentSession } from "./scope.ts"

/** A row as the writers see it: columns by name. */
export type Instance = Record<string, unknown>

/** UPDATE of the columns of `row` that are not what was loaded; throws RowGone. */
export async function updateRow(definition: Definition, row: Instance): Promise<void> {
  const raw = definition.rows.loaded(row)
  if (raw === undefined) throw new OrmMisuse(`this ${definition.table} is not stored yet: save() it first`)
  derive(definition, row)
  let kept: RawRow | undefined
  const params: Bound[] = []
  let set = ""
  const { columns } = definition
  for (let i = 0; i < columns.length; i++) {
    const column = columns[i]
    if (column === undefined) continue
    const value = row[column.name]
    if (isSame(raw[i], value, column.field)) continue
    if (column === definition.id)
      throw new OrmMisuse(`${column.path} is the primary key and cannot be changed`)
    const bound = encode(value, column.field, column.path)
    kept ??= raw.slice()
    kept[i] = bound
    params.push(bound)
    set = set === "" ? `${column.quoted} = ?` : `${set}, ${column.quoted} = ?`
  }
  if (kept === undefined) return
  const session = currentSession()
  const id = idOf(definition, raw)
  params.push(id)
  const statement = statementFor(definition, session.dialect, `update ${set}`, false, () => {
    const touched = touch(definition, set, session.dialect)
    return `UPDATE ${definition.quotedTable} SET ${touched} WHERE ${definition.id.quoted} = ?`
  })
  const soon = session.change(statement, params)
  const { count } = soon instanceof Promise ? await soon : soon
  if (count === 0) throw new RowGone(`${definition.table} ${id} is gone`)
  definition.rows.keep(row, kept)
  session.undo?.push(() => definition.rows.keep(row, raw))
}

/** DELETE by primary key; answers whether the row was there. */
export async function deleteRow(definition: Definition, row: Instance): Promise<boolean> {
  const raw = definition.rows.loaded(row)
  if (raw === undefined)
    throw new OrmMisuse(`this ${definition.table} is not stored yet: there is nothing to delete`)
  const session = currentSession()
  const statement = statementFor(definition, session.dialect, "delete by id", false, () => {
    return `DELETE FROM ${definition.quotedTable} WHERE ${definition.id.quoted} = ?`
  })
  const { count } = await session.change(statement, [idOf(definition, raw)])
  return count > 0
}

/** Writes `changes` to the rows that match; answers how many matched. */
export async function updateWhere(definition: Definition, where: unknown, changes: object): Promise<number> {
  const session = currentSession()
  const params: Bound[] = []
  const set = setSql(definition, changes, session, params)
  const conditions = narrowing(definition, where, session, params)
  const statement = statementFor(definition, session.dialect, `set ${set}${conditions}`, false, () => {
    return `UPDATE ${definition.quotedTable} SET ${touch(definition, set, session.dialect)}${conditions}`
  })
  const soon = session.change(statement, params)
  return (soon instanceof Promise ? await soon : soon).count
}

/** Deletes the rows that match; answers how many. */
export async function deleteWhere(definition: Definition, where: unknown): Promise<number> {
  const session = currentSession()
  const params: Bound[] = []
  const conditions = narrowing(definition, where, session, params)
  const statement = statementFor(definition, session.dialect, `delete${conditions}`, false, () => {
    return `DELETE FROM ${definition.quotedTable}${conditions}`
  })
  return (await session.change(statement, params)).count
}

/** Computes the columns that are derived from others. */
export function derive(definition: Definition, row: Instance): void {
  for (const { name, field } of definition.derived) {
    const source = field.derive === undefined ? undefined : row[field.derive.from]
    // A source that is no text is refused where it is encoded.
    if (typeof source === "string") row[name] = field.derive?.by(source)
  }
}

function touch(definition: Definition, set: string, dialect: Dialect): string {
  const untouched = definition.touched.filter(({ quoted }) => !`, ${set}`.includes(`, ${quoted} = `))
  return [set, ...untouched.map(({ quoted }) => `${quoted} = ${dialect.now}`)].join(", ")
}

/** WHERE …; an empty one has to be `all()`, because forgetting a condition must not empty a table. */
function narrowing(definition: Definition, where: unknown, { dialect }: Session, params: Bound[]): string {
  const sql = whereSql(where, definition, dialect, params)
  if (sql !== "") return ` WHERE ${sql}`
  if (where instanceof Combined && where.wheres.length === 0) return ""
  throw new ValueRefused(`${definition.table}: an empty where would match every row; say all()`)
}

function setSql(definition: Definition, changes: object, { dialect }: Session, params: Bound[]): string {
  const parts: string[] = []
  for (const [name, value] of Object.entries(changes)) {
    const column = columnOf(definition, name)
    if (column === definition.id || column.field.derive !== undefined) {
      throw new OrmMisuse(`${column.path} is kept by the ORM and cannot be set`)
    }
    parts.push(`${column.quoted} = ${valueSql(column, value, dialect, params)}`)
    for (const derived of definition.derived) {
      if (derived.field.derive?.from !== name) continue
      params.push(encode(derived.field.derive.by(String(value)), derived.field, derived.path))
      parts.push(`${derived.quoted} = ?`)
    }
  }
  if (parts.length === 0)
    throw new ValueRefused(`${definition.table}: update takes at least one column to write`)
  return parts.join(", ")
}

function valueSql(column: Column, value: unknown, dialect: Dialect, params: Bound[]): string {
  if (!(value instanceof Expression)) {
    params.push(encode(value, column.field, column.path))
    return "?"
  }
  if (value.kind === "now") {
    if (column.field.kind !== "timestamp") throw new OrmMisuse(`${column.path} does not hold a moment`)
    return dialect.now
  }
  if (column.field.kind !== "integer" && column.field.kind !== "int64") {
    throw new OrmMisuse(`${column.path} does not hold a whole number to add to`)
  }
  // As a bigint, so that the driver binds 64 bits and the database never adds in doubles.
  const amount = BigInt(String(encode(value.value, { ...column.field, nullable: false }, column.path)))
  const { sql, uses } = dialect.addition(column.quoted)
  for (let i = 0; i < uses; i++) params.push(amount)
  return sql
}
