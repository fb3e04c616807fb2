import { createHash } from "node:crypto"
import type { Fields } from "./definition.ts"
import { OrmMisuse } from "./errors.ts"
import type { Field } from "./field.ts"
import { checkedIdentifier } from "./identifier.ts"

/** One change of the schema or its contents; each is one or few statements in a dialect. */
export type Step =
  | {
      readonly kind: "createTable"
      readonly table: string
      readonly fields: Fields
      readonly unique: readonly (readonly string[])[]
      readonly indexes: readonly (readonly string[])[]
    }
  | { readonly kind: "dropTable"; readonly table: string }
  | { readonly kind: "addColumn"; readonly table: string; readonly column: string; readonly field: Field }
  | { readonly kind: "dropColumn"; readonly table: string; readonly column: string }
  | {
      readonly kind: "createIndex"
      readonly table: string
      readonly columns: readonly string[]
      readonly unique: boolean
    }
  | { readonly kind: "seed"; readonly table: string; readonly row: Readonly<Record<string, SeedValue>> }
  | { readonly kind: "sql"; readonly sqlite: string; readonly mysql: string }

/** What a seeded row may hold: text, numbers, truth; bound like any other value. */
export type SeedValue = string | number | bigint | boolean | null

/** Steps that are applied once, in order, under this id. */
export interface Migration {
  readonly id: string
  readonly steps: readonly Step[]
  /** SHA-256 over what is declared, in hexadecimal: the same whichever the database. */
  readonly checksum: string
}

/** Declares a migration; ids sort in the order in which migrations are applied ("0001-core"). */
export function migration(id: string, steps: readonly Step[]): Migration {
  if (!/^[0-9]{4}-[a-z0-9-]{1,59}$/.test(id))
    throw new OrmMisuse(`migration id ${id}: write 0001-what-it-does`)
  return { id, steps, checksum: createHash("sha256").update(canonical(steps)).digest("hex") }
}

/** A new table, with its foreign keys and checks; every references(...) column gets an index. */
export function createTable(
  table: string,
  fields: Fields,
  keys?: {
    readonly unique?: readonly (readonly string[])[]
    readonly indexes?: readonly (readonly string[])[]
  },
): Step {
  checkedIdentifier(table, "table")
  for (const name of Object.keys(fields)) checkedIdentifier(name, "column")
  const unique = keys?.unique ?? []
  const indexes = keys?.indexes ?? []
  for (const columns of [...unique, ...indexes]) {
    for (const name of columns) {
      if (!Object.hasOwn(fields, name)) throw new OrmMisuse(`${table}: the key on ${name} has no such column`)
    }
  }
  return { kind: "createTable", table, fields, unique, indexes }
}

/** Removes a table and what it holds. */
export function dropTable(table: string): Step {
  return { kind: "dropTable", table: checkedIdentifier(table, "table") }
}

/** A column more; it is nullable or has a default (not "now"), because rows may be there already. */
export function addColumn(table: string, column: string, field: Field): Step {
  if (!field.nullable && (field.default === undefined || field.default === "now")) {
    throw new OrmMisuse(`${table}.${column}: a new column is nullable or has a constant default`)
  }
  return {
    kind: "addColumn",
    table: checkedIdentifier(table, "table"),
    column: checkedIdentifier(column, "column"),
    field,
  }
}

/** A column less, with what it holds; no key and no other column may need it. */
export function dropColumn(table: string, column: string): Step {
  return {
    kind: "dropColumn",
    table: checkedIdentifier(table, "table"),
    column: checkedIdentifier(column, "column"),
  }
}

/** An index more. */
export function createIndex(
  table: string,
  columns: readonly string[],
  options?: { readonly unique?: boolean },
): Step {
  for (const name of [table, ...columns]) checkedIdentifier(name, "name")
  return { kind: "createIndex", table, columns, unique: options?.unique ?? false }
}

/** A row that every database begins with; it has no id() and no timestamps but the database's own. */
export function seed(table: string, row: Readonly<Record<string, SeedValue>>): Step {
  for (const name of [table, ...Object.keys(row)]) checkedIdentifier(name, "name")
  return { kind: "seed", table, row }
}

/** One statement in each dialect's own words; on MySQL one that is not transactional must bear being run twice. */
export function sqlStep(texts: { readonly sqlite: string; readonly mysql: string }): Step {
  return { kind: "sql", ...texts }
}

/** JSON with sorted keys, so that the order in which things are written down does not count as a change. */
function canonical(value: unknown): string {
  if (typeof value === "bigint") return `"${value}n"`
  if (typeof value === "function") return "null"
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null"
  // The order of columns does count: it is the order in the table.
  const entries = Object.entries(value).filter(([key]) => key !== "derive")
  if (!("kind" in value && "nullable" in value)) return `{${entries.map(pair).join()}}`
  return `{${entries
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(pair)
    .join()}}`
}

function pair([key, value]: readonly [string, unknown]): string {
  return `${JSON.stringify(key)}:${canonical(value)}`
}
