import { type Bound, encode } from "./codec.ts"
import { type Column, type Definition, statementFor } from "./definition.ts"
import type { RawRow, Session } from "./dialect.ts"
import { OrmMisuse, StatementFailed } from "./errors.ts"
import { currentSession } from "./scope.ts"
import { transaction } from "./transaction.ts"
import { derive, type Instance } from "./write.ts"

/** Rows and bytes of text in one INSERT: below the packet that MySQL takes by default (16 MiB, older 4). */
const maxRows = 500
const maxBytes = 1_048_576

/** Stores a new row and fills in what the database made: the id and the moments that it set. */
export async function insertRow(definition: Definition, row: Instance): Promise<void> {
  if (definition.rows.loaded(row) !== undefined) {
    throw new OrmMisuse(`this ${definition.table} is stored already: update() it`)
  }
  derive(definition, row)
  const raw: RawRow = new Array(definition.columns.length)
  const made: Column[] = []
  const params: Bound[] = []
  for (const [i, column] of definition.columns.entries()) {
    const value = row[column.name]
    if (value === undefined && isMade(column)) {
      made.push(column)
      continue
    }
    const bound = encode(value, column.field, column.path)
    raw[i] = bound
    params.push(bound)
  }
  await store(definition, currentSession(), made, params, raw)
  if (made.length > 0) {
    const [complete] = definition.rows.hydrate(definition.rows.Row, [raw])
    for (const { name } of made) row[name] = Reflect.get(complete ?? {}, name)
  }
  definition.rows.keep(row, raw)
}

/** Stores many rows, all or none; answers how many. */
export async function insertRows(definition: Definition, rows: readonly object[]): Promise<number> {
  const chunks: Chunk[] = []
  const open = new Map<string, Chunk>()
  const { dialect } = currentSession()
  for (const values of rows)
    add(definition, dialect.maxParams, new definition.rows.Row({ ...values }), open, chunks)
  const write = async () => {
    let count = 0
    for (const chunk of chunks) count += await storeChunk(definition, chunk)
    return count
  }
  // One statement is all or nothing by itself.
  return chunks.length < 2 ? write() : transaction(write)
}

/** Rows that give the same columns, for one statement. */
interface Chunk {
  readonly columns: readonly Column[]
  readonly params: Bound[]
  rows: number
  bytes: number
}

function add(
  definition: Definition,
  maxParams: number,
  row: Instance,
  open: Map<string, Chunk>,
  chunks: Chunk[],
): void {
  derive(definition, row)
  const columns = definition.columns.filter((column) => row[column.name] !== undefined || !isMade(column))
  const key = columns.map(({ name }) => name).join()
  let chunk = open.get(key)
  if (
    chunk === undefined ||
    chunk.rows === maxRows ||
    chunk.bytes > maxBytes ||
    chunk.params.length + columns.length > maxParams
  ) {
    chunk = { columns, params: [], rows: 0, bytes: 0 }
    open.set(key, chunk)
    chunks.push(chunk)
  }
  for (const column of columns) {
    const bound = encode(row[column.name], column.field, column.path)
    chunk.params.push(bound)
    if (typeof bound === "string") chunk.bytes += bound.length
  }
  chunk.rows++
}

async function storeChunk(definition: Definition, { columns, params, rows }: Chunk): Promise<number> {
  const names = columns.map(({ quoted }) => quoted).join(", ")
  const session = currentSession()
  const statement = statementFor(definition, session.dialect, `insert ${rows} ${names}`, false, () => {
    const values = `(?${", ?".repeat(columns.length - 1)})`
    return `INSERT INTO ${definition.quotedTable} (${names}) VALUES ${values}${`, ${values}`.repeat(rows - 1)}`
  })
  return (await session.change(statement, params)).count
}

/** True if the database makes the value where the row gives none. */
function isMade({ field }: Column): boolean {
  return field.kind === "id" || field.default === "now"
}

async function store(
  definition: Definition,
  session: Session,
  made: readonly Column[],
  params: Bound[],
  raw: RawRow,
): Promise<void> {
  const onlyId = made.length === 1 && made[0] === definition.id
  const returning = session.dialect.returning && made.length > 0 && !onlyId
  const names = made.map(({ quoted }) => quoted).join(", ")
  const statement = statementFor(
    definition,
    session.dialect,
    `${returning ? "returning" : "insert"} ${names}`,
    false,
    () => {
      const insert = insertSql(definition, made)
      return returning ? `${insert} RETURNING ${names}` : insert
    },
    returning,
  )
  let values: RawRow | undefined
  if (returning) {
    values = (await session.rows(statement, params))[0]
  } else {
    const soon = session.change(statement, params)
    const { insertId } = soon instanceof Promise ? await soon : soon
    values =
      onlyId || made.length === 0 ? [insertId] : await madeValues(definition, session, made, insertId, raw)
  }
  if (values === undefined) throw new StatementFailed(`${definition.table}: the new row is not there`)
  for (const [i, column] of made.entries()) raw[definition.columns.indexOf(column)] = values[i]
}

/** Where INSERT … RETURNING is unknown (MySQL), what the database made is read in a second query. */
async function madeValues(
  definition: Definition,
  session: Session,
  made: readonly Column[],
  insertId: number,
  raw: RawRow,
): Promise<RawRow | undefined> {
  const names = made.map(({ quoted }) => quoted).join(", ")
  const statement = statementFor(definition, session.dialect, `made ${names}`, false, () => {
    return `SELECT ${names} FROM ${definition.quotedTable} WHERE ${definition.id.quoted} = ?`
  })
  const given = raw[definition.columns.indexOf(definition.id)]
  const id = typeof given === "number" ? given : insertId
  return (await session.rows(statement, [id]))[0]
}

function insertSql(definition: Definition, made: readonly Column[]): string {
  const given = definition.columns.filter((column) => !made.includes(column))
  const names = given.map(({ quoted }) => quoted).join(", ")
  return `INSERT INTO ${definition.quotedTable} (${names}) VALUES (?${", ?".repeat(given.length - 1)})`
}
