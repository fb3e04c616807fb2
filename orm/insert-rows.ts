import { type Bound, encode } from "./codec.ts"
import { type Column, type Definition, isMade, statementFor } from "./definition.ts"
import { currentSession } from "./scope.ts"
import { transaction } from "./transaction.ts"
import { derive, type Instance } from "./write.ts"

/** Rows and characters of text in one INSERT: below the packet that MySQL takes by default (16 MiB, older 4). */
const maxRows = 500
const maxLength = 1_048_576

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
  length: number
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
    chunk.length > maxLength ||
    chunk.params.length + columns.length > maxParams
  ) {
    chunk = { columns, params: [], rows: 0, length: 0 }
    open.set(key, chunk)
    chunks.push(chunk)
  }
  for (const column of columns) {
    const bound = encode(row[column.name], column.field, column.path)
    chunk.params.push(bound)
    if (typeof bound === "string") chunk.length += bound.length
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
