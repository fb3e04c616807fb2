import type { Bound } from "../codec.ts"
import type { Field } from "../field.ts"
import { quoted } from "../identifier.ts"
import { indexesOf, keyName } from "../keys.ts"
import type { Step } from "../migration.ts"
import { sqliteDialect } from "./dialect.ts"

/** The statements of one step, in order. */
export function stepSql(step: Step): { readonly sql: string; readonly params: readonly Bound[] }[] {
  switch (step.kind) {
    case "createTable":
      return [
        createTableSql(step),
        ...indexesOf(step).map((columns) => indexSql(step.table, columns, false)),
      ].map(plain)
    case "dropTable":
      return [plain(`DROP TABLE IF EXISTS ${quoted(step.table)}`)]
    case "addColumn":
      return [
        plain(
          `ALTER TABLE ${quoted(step.table)} ADD COLUMN ${columnSql(step.table, step.column, step.field)}`,
        ),
      ]
    case "dropColumn":
      return [plain(`ALTER TABLE ${quoted(step.table)} DROP COLUMN ${quoted(step.column)}`)]
    case "createIndex":
      return [plain(indexSql(step.table, step.columns, step.unique))]
    case "seed": {
      const names = Object.keys(step.row)
      const params = Object.values(step.row).map((value) =>
        typeof value === "boolean" ? Number(value) : value,
      )
      const sql = `INSERT INTO ${quoted(step.table)} (${list(names)}) VALUES (${names.map(() => "?").join(", ")})`
      return [{ sql, params }]
    }
    case "sql":
      return [plain(step.sqlite)]
  }
}

/** The declared type of a column. */
export function columnType({ kind }: Field): string {
  switch (kind) {
    case "varchar":
    case "text":
    case "choice":
    case "json":
      return "TEXT"
    default:
      return "INTEGER"
  }
}

function plain(sql: string): { sql: string; params: Bound[] } {
  return { sql, params: [] }
}

function list(columns: readonly string[]): string {
  return columns.map(quoted).join(", ")
}

function createTableSql({ table, fields, unique }: Extract<Step, { kind: "createTable" }>): string {
  const lines = Object.entries(fields).map(([name, field]) => columnSql(table, name, field))
  for (const columns of unique) lines.push(`UNIQUE (${list(columns)})`)
  return `CREATE TABLE ${quoted(table)} (\n  ${lines.join(",\n  ")}\n) STRICT`
}

function indexSql(table: string, columns: readonly string[], unique: boolean): string {
  const name = `\`${keyName(table, columns)}\``
  return `CREATE ${unique ? "UNIQUE " : ""}INDEX ${name} ON ${quoted(table)} (${list(columns)})`
}

function columnSql(table: string, name: string, field: Field): string {
  // AUTOINCREMENT: an id is never given twice, not even after the newest row was deleted; as in MySQL.
  if (field.kind === "id") return `${quoted(name)} INTEGER PRIMARY KEY AUTOINCREMENT`
  const parts = [quoted(name), columnType(field), field.nullable ? "NULL" : "NOT NULL"]
  if (field.default !== undefined) parts.push(`DEFAULT ${defaultSql(field.default)}`)
  const check = checkSql(quoted(name), field)
  if (check !== undefined) parts.push(`CONSTRAINT \`${table}.${name}\` CHECK (${check})`)
  if (field.references !== undefined)
    parts.push(`REFERENCES ${quoted(field.references)} (\`id\`) ON DELETE RESTRICT`)
  return parts.join(" ")
}

function defaultSql(value: string | number | bigint | boolean): string {
  if (value === "now") return `(${sqliteDialect.now})`
  if (typeof value === "boolean") return String(Number(value))
  return typeof value === "string" ? `'${value.replaceAll("'", "''")}'` : String(value)
}

function checkSql(name: string, { kind, length, choices }: Field): string | undefined {
  switch (kind) {
    case "choice":
      return `${name} IN (${choices?.map((word) => `'${word}'`).join(", ")})`
    case "boolean":
      return `${name} IN (0, 1)`
    case "integer":
      return `${name} BETWEEN ${Number.MIN_SAFE_INTEGER} AND ${Number.MAX_SAFE_INTEGER}`
    case "varchar":
      return `length(${name}) <= ${length}`
    case "json":
      return `json_valid(${name})`
    default:
      return undefined
  }
}
