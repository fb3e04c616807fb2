import { type Bound, encode } from "./codec.ts"
import { type Column, type Definition, isMade, statementFor } from "./definition.ts"
import type { RawRow, Session } from "./dialect.ts"
import { OrmMisuse, StatementFailed } from "./errors.ts"
import { currentSession } from "./scope.ts"
import { derive, type Instance } from "./write.ts"

/** Stores a new row and fills in what the database made: the id and the moments that it set. */
export async function insertRow(definition: Definition, row: Instance): Promise<void> {
  const { columns, rows, table } = definition
  if (rows.loaded(row) !== undefined) throw new OrmMisuse(`this ${table} is stored already: update() it`)
  const session = currentSession()
  const { ownClock } = session.dialect
  derive(definition, row)
  const raw: RawRow = new Array(columns.length)
  const made: number[] = []
  const params: Bound[] = []
  let bound: Bound
  for (let i = 0; i < columns.length; i++) {
    const column = columns[i]
    if (column === undefined) continue
    const value = row[column.name]
    if (value !== undefined || !isMade(column)) {
      bound = encode(value, column.field, column.path)
    } else if (ownClock && column !== definition.id) {
      bound = new Date()
      row[column.name] = bound
    } else {
      made.push(i)
      continue
    }
    raw[i] = bound
    params.push(bound)
  }
  const soon =
    made.length > 1 || (made.length === 1 && made[0] !== definition.idIndex)
      ? storeAndRead(definition, session, made, params, raw)
      : store(definition, session, made, params, raw)
  if (soon instanceof Promise) await soon
  const [complete] = made.length === 0 ? [] : rows.hydrate(rows.Row, [raw])
  for (const i of made) {
    const name = columns[i]?.name ?? ""
    row[name] = complete?.[name]
  }
  rows.keep(row, raw)
  session.undo?.push(() => {
    rows.keep(row, undefined)
    for (const i of made) row[columns[i]?.name ?? ""] = undefined
  })
}

/** INSERT of a row whose id is all that the database makes, or not even that. */
function store(
  definition: Definition,
  session: Session,
  made: readonly number[],
  params: Bound[],
  raw: RawRow,
): Promise<void> | undefined {
  const key = made.length === 0 ? "insert" : "insert without id"
  const statement = statementFor(definition, session.dialect, key, false, () => insertSql(definition, made))
  const soon = session.change(statement, params)
  if (soon instanceof Promise) {
    return soon.then(({ insertId }) => {
      if (made.length > 0) raw[definition.idIndex] = insertId
    })
  }
  if (made.length > 0) raw[definition.idIndex] = soon.insertId
  return undefined
}

/** INSERT of a row of which the database makes more: read back with it, or where that is unknown (MySQL) after it. */
async function storeAndRead(
  definition: Definition,
  session: Session,
  made: readonly number[],
  params: Bound[],
  raw: RawRow,
): Promise<void> {
  const { dialect } = session
  const names = namesOf(definition, made)
  let values: RawRow | undefined
  if (dialect.returning) {
    const build = () => `${insertSql(definition, made)} RETURNING ${names}`
    const statement = statementFor(definition, dialect, `returning ${names}`, false, build, true)
    values = (await session.rows(statement, params))[0]
  } else {
    const insert = statementFor(definition, dialect, `insert without ${names}`, false, () =>
      insertSql(definition, made),
    )
    const { insertId } = await session.change(insert, params)
    const read = statementFor(definition, dialect, `made ${names}`, false, () => {
      return `SELECT ${names} FROM ${definition.quotedTable} WHERE ${definition.id.quoted} = ?`
    })
    const given = raw[definition.idIndex]
    values = (await session.rows(read, [typeof given === "number" ? given : insertId]))[0]
  }
  if (values === undefined) throw new StatementFailed(`${definition.table}: the new row is not there`)
  for (const [n, i] of made.entries()) raw[i] = values[n]
}

function namesOf({ columns }: Definition, indexes: readonly number[]): string {
  return indexes.map((i) => columns[i]?.quoted).join(", ")
}

function insertSql({ columns, quotedTable }: Definition, made: readonly number[]): string {
  const given: Column[] = columns.filter((_, i) => !made.includes(i))
  const names = given.map(({ quoted }) => quoted).join(", ")
  return `INSERT INTO ${quotedTable} (${names}) VALUES (?${", ?".repeat(given.length - 1)})`
}
