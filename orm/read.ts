import { type Bound, encode } from "./codec.ts"
import { whereSql } from "./condition.ts"
import { columnOf, type Definition, idOf, statementFor } from "./definition.ts"
import type { RawRow, Session } from "./dialect.ts"
import { OrmMisuse, RowGone, ValueRefused } from "./errors.ts"
import type { AnyModel } from "./model-types.ts"
import { afterSql, orderSql } from "./ordering.ts"
import type { Relation } from "./relation.ts"
import { currentSession } from "./scope.ts"
import type { Instance } from "./write.ts"

/** The options of a read as they arrive here: names are checked against the model, numbers against their range. */
export interface LooseReadOptions {
  readonly orderBy?: string | readonly string[]
  readonly limit?: number
  readonly offset?: number
  readonly after?: Readonly<Record<string, unknown>>
  readonly with?: Readonly<Record<string, Relation<unknown, string>>>
  readonly forUpdate?: boolean
}

const everything: LooseReadOptions = {}

/** Reads the rows of `model` that match, as instances of it. */
export async function select(
  model: AnyModel,
  where: unknown = {},
  options = everything,
): Promise<Instance[]> {
  const { definition } = model
  const session = currentSession()
  const params: Bound[] = []
  const tail = tailSql(definition, session, where, options, params)
  const statement = statementFor(
    definition,
    session.dialect,
    tail,
    definition.bigints,
    () => definition.selectAll + tail,
  )
  const soon = session.rows(statement, params)
  return definition.rows.hydrate(model, soon instanceof Promise ? await soon : soon)
}

/** Reads one row by primary key. */
export async function get(model: AnyModel, id: unknown): Promise<Instance | undefined> {
  const { definition } = model
  const session = currentSession()
  const bound = encode(id, definition.id.field, definition.id.path)
  const soon = session.rows(definition.selectById, [bound])
  // Awaiting what is there already would cost a turn of the microtask queue for each read.
  const rows = soon instanceof Promise ? await soon : soon
  return definition.rows.hydrate(model, rows)[0]
}

/** Reads a stored row again into the same object; throws RowGone. */
export async function reloadRow(definition: Definition, row: object): Promise<void> {
  const { loaded, hydrate, keep, Row } = definition.rows
  const before = loaded(row)
  if (before === undefined) throw new OrmMisuse(`this ${definition.table} is not stored yet: save() it first`)
  const id = idOf(definition, before)
  const [fresh] = hydrate(Row, await currentSession().rows(definition.selectById, [id]))
  const raw = fresh === undefined ? undefined : loaded(fresh)
  if (raw === undefined) throw new RowGone(`${definition.table} ${id} is gone`)
  keep(Object.assign(row, fresh), raw)
}

/** Counts the rows that match. */
export async function count(definition: Definition, where: unknown = {}): Promise<number> {
  const [row] = await aggregate(definition, "SELECT COUNT(*)", where, false)
  return Number(row)
}

/** Whether a row matches. */
export async function exists(definition: Definition, where: unknown = {}): Promise<boolean> {
  const session = currentSession()
  const params: Bound[] = []
  const tail = tailSql(definition, session, where, { limit: 1 }, params)
  const statement = statementFor(definition, session.dialect, `exists${tail}`, false, () => {
    return `SELECT 1 FROM ${definition.quotedTable}${tail}`
  })
  return (await session.rows(statement, params)).length > 0
}

/** Adds up a column of whole numbers, exactly. */
export async function sum(definition: Definition, name: string, where: unknown = {}): Promise<bigint> {
  const column = columnOf(definition, name)
  if (column.field.kind !== "integer" && column.field.kind !== "int64") {
    throw new OrmMisuse(`${column.path} does not hold whole numbers to add up`)
  }
  const { dialect } = currentSession()
  const [total] = await aggregate(definition, `SELECT ${dialect.sum(column.quoted)}`, where, true)
  return BigInt(String(total))
}

async function aggregate(
  definition: Definition,
  start: string,
  where: unknown,
  bigints: boolean,
): Promise<RawRow> {
  const session = currentSession()
  const params: Bound[] = []
  const tail = tailSql(definition, session, where, everything, params)
  const statement = statementFor(definition, session.dialect, start + tail, bigints, () => {
    return `${start} FROM ${definition.quotedTable}${tail}`
  })
  const [row] = await session.rows(statement, params)
  return row ?? []
}

function tailSql(
  definition: Definition,
  { dialect }: Session,
  where: unknown,
  options: LooseReadOptions,
  params: Bound[],
): string {
  const conditions = whereSql(where, definition, dialect, params)
  let tail = conditions === "" ? "" : ` WHERE ${conditions}`
  if (options === everything) return tail
  if (options.after !== undefined) {
    const behind = afterSql(options.after, options.orderBy, definition, params)
    tail = tail === "" ? ` WHERE ${behind}` : `${tail} AND ${behind}`
  }
  const order = orderSql(options.orderBy, definition)
  if (order !== "") tail += ` ORDER BY ${order}`
  tail += limitSql(definition, options)
  return options.forUpdate ? tail + dialect.forUpdate : tail
}

/** The numbers stand in the text itself, checked: MySQL from 8.0.22 on refuses a bound LIMIT of mysql2. */
function limitSql({ table }: Definition, { limit, offset }: LooseReadOptions): string {
  for (const number of [limit, offset]) {
    if (number !== undefined && (!Number.isSafeInteger(number) || number < 0)) {
      throw new ValueRefused(`${table}: limit and offset are whole numbers of 0 or more`)
    }
  }
  if (limit === undefined) {
    if (offset !== undefined) throw new OrmMisuse(`${table}: offset needs a limit`)
    return ""
  }
  return offset === undefined ? ` LIMIT ${limit}` : ` LIMIT ${limit} OFFSET ${offset}`
}
