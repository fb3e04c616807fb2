import { BoundedCache } from "./bounded-cache.ts"
import type { Dialect, RawRow, Statement } from "./dialect.ts"
import { OrmMisuse } from "./errors.ts"
import type { Field } from "./field.ts"
import { checkedIdentifier, quoted } from "./identifier.ts"
import { type RowClass, rowClass } from "./row-class.ts"

/** The columns of a table by name. */
export type Fields = Readonly<Record<string, Field>>

/** One column as the SQL builders use it. */
export interface Column {
  readonly name: string
  readonly quoted: string
  /** "table.column", for messages. */
  readonly path: string
  readonly field: Field
}

/** What a model says about its table, with the SQL that was built for it so far. */
export interface Definition {
  readonly table: string
  readonly quotedTable: string
  readonly columns: readonly Column[]
  readonly byName: ReadonlyMap<string, Column>
  readonly id: Column
  readonly idIndex: number
  readonly derived: readonly Column[]
  /** Columns that get the database's clock with each update. */
  readonly touched: readonly Column[]
  /** "SELECT every column FROM table". */
  readonly selectAll: string
  readonly selectById: Statement
  /** True if a column may hold more than a double can. */
  readonly bigints: boolean
  /** What was built so far, by dialect: one program may use both. */
  readonly statements: Readonly<Record<Dialect["name"], BoundedCache<Statement>>>
  readonly rows: RowClass
}

// A column of such a name would hide the method, or make `await` take the row for a promise.
const taken = new Set(["save", "update", "reload", "delete", "constructor", "then"])

/** Checks a model's table and columns and answers what the SQL builders need; throws OrmMisuse. */
export function define(table: string, fields: Fields): Definition {
  const columns: Column[] = Object.entries(fields).map(([name, field]) => {
    checkedIdentifier(name, "column")
    if (taken.has(name)) throw new OrmMisuse(`${table}.${name}: a column cannot have the name of a method`)
    return { name, quoted: quoted(name), path: `${table}.${name}`, field }
  })
  const byName = new Map(columns.map((column) => [column.name, column]))
  const id = byName.get("id")
  if (id === undefined || columns.some((column) => (column.field.kind === "id") !== (column === id))) {
    throw new OrmMisuse(`${table}: a model has exactly one id() and it is named id`)
  }
  if (columns.length === 1) throw new OrmMisuse(`${table}: a model has a column besides its id`)
  const derived = columns.filter((column) => column.field.derive !== undefined)
  for (const { path, field } of derived) checkDerivation(path, field, byName)
  const quotedTable = quoted(checkedIdentifier(table, "table"))
  const bigints = columns.some((column) => column.field.kind === "int64")
  const selectAll = `SELECT ${columns.map((column) => column.quoted).join(", ")} FROM ${quotedTable}`
  return {
    table,
    quotedTable,
    columns,
    byName,
    id,
    idIndex: columns.indexOf(id),
    derived,
    touched: columns.filter((column) => column.field.onUpdate === "now"),
    selectAll,
    selectById: { sql: `${selectAll} WHERE ${id.quoted} = ?`, bigints, writes: false },
    bigints,
    statements: { sqlite: new BoundedCache(500), mysql: new BoundedCache(500) },
    rows: rowClass({ table, columns, byName }),
  }
}

/** True if the database makes the value where a new row gives none. */
export function isMade({ field }: Column): boolean {
  return field.kind === "id" || field.default === "now"
}

/** The column of that name; throws OrmMisuse where the model has none. */
export function columnOf(definition: Definition, name: string): Column {
  const column = definition.byName.get(name)
  if (column === undefined) throw new OrmMisuse(`${definition.table} has no column ${JSON.stringify(name)}`)
  return column
}

/** The primary key of a row as it was loaded or stored. */
export function idOf({ idIndex }: Definition, raw: RawRow): number {
  return Number(raw[idIndex])
}

/** The statement kept under `key`, or the one that `build` makes of it. */
export function statementFor(
  definition: Definition,
  dialect: Dialect,
  key: string,
  bigints: boolean,
  build: () => string,
  writes = false,
): Statement {
  const cache = definition.statements[dialect.name]
  const kept = cache.get(key)
  if (kept !== undefined) return kept
  const made: Statement = { sql: build(), bigints, writes }
  cache.set(key, made)
  return made
}

function checkDerivation(path: string, field: Field, byName: ReadonlyMap<string, Column>): void {
  const source = field.derive === undefined ? undefined : byName.get(field.derive.from)
  const isText = source?.field.kind === "varchar" || source?.field.kind === "text"
  if (!isText || source.field.nullable || source.field.derive !== undefined) {
    throw new OrmMisuse(`${path} can be derived only from a text column of the same model that is never null`)
  }
}
