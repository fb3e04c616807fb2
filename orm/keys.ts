import { OrmMisuse } from "./errors.ts"
import type { Step } from "./migration.ts"

/**
 * The name of a key: "movie(name_key,id)". It says what it is, and a violation tells table and columns back from it.
 * Throws OrmMisuse beyond MySQL's 64 characters.
 */
export function keyName(table: string, columns: readonly string[]): string {
  const name = `${table}(${columns.join()})`
  if (name.length > 64)
    throw new OrmMisuse(`the key ${name} is longer than the 64 characters that MySQL takes`)
  return name
}

/** Table and columns from a key's name; undefined if it is not one of ours. */
export function parseKeyName(name: string): { table: string; columns: string[] } | undefined {
  const [, table, columns] = /^([a-z0-9_]+)\(([a-z0-9_,]+)\)$/.exec(name) ?? []
  return table === undefined || columns === undefined ? undefined : { table, columns: columns.split(",") }
}

/** The indexes of a new table: the declared ones, and one for each foreign key that none of the others begins with. */
export function indexesOf({
  fields,
  unique,
  indexes,
}: Extract<Step, { kind: "createTable" }>): (readonly string[])[] {
  const covered = new Set([...unique, ...indexes].map(([first]) => first))
  const references = Object.entries(fields)
    .filter(([name, field]) => field.kind === "references" && !covered.has(name))
    .map(([name]) => [name])
  return [...indexes, ...references]
}
