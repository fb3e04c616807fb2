import type { Bound } from "../codec.ts"
import type { Field } from "../field.ts"
import { quoted } from "../identifier.ts"
import { indexesOf, keyName } from "../keys.ts"
import type { Step } from "../migration.ts"
import type { Server } from "./server.ts"

/** The one statement of a step. */
export function stepSql(
  step: Step,
  server: Server,
): { readonly sql: string; readonly params: readonly Bound[] } {
  const params: Bound[] = []
  switch (step.kind) {
    case "createTable":
      return { sql: createTableSql(step, server), params }
    case "dropTable":
      return { sql: `DROP TABLE IF EXISTS ${quoted(step.table)}`, params }
    case "addColumn": {
      const lines = [
        columnSql(step.column, step.field, server),
        ...foreignKey(step.table, step.column, step.field),
      ]
      return {
        sql: `ALTER TABLE ${quoted(step.table)} ${lines.map((line) => `ADD ${line}`).join(", ")}`,
        params,
      }
    }
    case "dropColumn":
      return { sql: `ALTER TABLE ${quoted(step.table)} DROP COLUMN ${quoted(step.column)}`, params }
    case "createIndex":
      return {
        sql: `ALTER TABLE ${quoted(step.table)} ADD ${keySql(step.table, step.columns, step.unique)}`,
        params,
      }
    case "seed": {
      const names = Object.keys(step.row)
      for (const value of Object.values(step.row))
        params.push(typeof value === "boolean" ? Number(value) : value)
      return {
        sql: `INSERT INTO ${quoted(step.table)} (${list(names)}) VALUES (${names.map(() => "?").join(", ")})`,
        params,
      }
    }
    case "sql":
      return { sql: step.mysql, params }
  }
}

/** The declared type of a column. */
export function columnType({ kind, length = 0 }: Field, { isMariadb }: Server): string {
  switch (kind) {
    case "varchar":
    case "choice":
      return `varchar(${length})`
    case "text":
      return length > 65_535 ? "mediumtext" : "text"
    case "json":
      // MariaDB's JSON is longtext with a CHECK; told by name, it would have a collation of its own.
      return isMariadb ? "longtext" : "json"
    case "boolean":
      return "tinyint(1)"
    case "timestamp":
      return "datetime(3)"
    default:
      return "bigint"
  }
}

/** A type as information_schema has it, without the display width that MariaDB and older MySQL add. */
export function actualType(type: string): string {
  return type.toLowerCase().replace(/^bigint\(\d+\)/, "bigint")
}

function list(columns: readonly string[]): string {
  return columns.map(quoted).join(", ")
}

function createTableSql(step: Extract<Step, { kind: "createTable" }>, server: Server): string {
  const { table, fields, unique } = step
  const lines = Object.entries(fields).map(([name, field]) => columnSql(name, field, server))
  for (const columns of unique) lines.push(keySql(table, columns, true))
  for (const columns of indexesOf(step)) lines.push(keySql(table, columns, false))
  for (const [name, field] of Object.entries(fields)) lines.push(...foreignKey(table, name, field))
  const options = `ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=${server.collation}`
  return `CREATE TABLE IF NOT EXISTS ${quoted(table)} (\n  ${lines.join(",\n  ")}\n) ${options}`
}

function keySql(table: string, columns: readonly string[], unique: boolean): string {
  return `${unique ? "UNIQUE KEY" : "KEY"} \`${keyName(table, columns)}\` (${list(columns)})`
}

function foreignKey(table: string, name: string, { references }: Field): string[] {
  if (references === undefined) return []
  const constraint = `CONSTRAINT \`${table}.${name}\` FOREIGN KEY (${quoted(name)})`
  return [`${constraint} REFERENCES ${quoted(references)} (\`id\`) ON DELETE RESTRICT`]
}

function columnSql(name: string, field: Field, server: Server): string {
  if (field.kind === "id") return `${quoted(name)} BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY`
  const parts = [quoted(name), columnType(field, server), field.nullable ? "NULL" : "NOT NULL"]
  if (field.default !== undefined) parts.push(`DEFAULT ${defaultSql(field.default)}`)
  const check = checkSql(quoted(name), field, server)
  // Without a name here, because MariaDB takes none inside a column; its message names the column.
  if (check !== undefined) parts.push(`CHECK (${check})`)
  return parts.join(" ")
}

function defaultSql(value: string | number | bigint | boolean): string {
  if (value === "now") return "CURRENT_TIMESTAMP(3)"
  if (typeof value === "boolean") return String(Number(value))
  return typeof value === "string"
    ? `'${value.replaceAll("\\", "\\\\").replaceAll("'", "''")}'`
    : String(value)
}

function checkSql(name: string, { kind, choices }: Field, { isMariadb }: Server): string | undefined {
  switch (kind) {
    case "choice":
      return `${name} IN (${choices?.map((word) => `'${word}'`).join(", ")})`
    case "boolean":
      return `${name} IN (0, 1)`
    case "integer":
      return `${name} BETWEEN ${Number.MIN_SAFE_INTEGER} AND ${Number.MAX_SAFE_INTEGER}`
    case "json":
      return isMariadb ? `json_valid(${name})` : undefined
    default:
      return undefined
  }
}
