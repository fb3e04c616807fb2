import type { Database } from "./database.ts"
import type { Definition } from "./definition.ts"
import type { AnyModel } from "./model-types.ts"

/** A column as the database has it: its type in the dialect's words. */
export interface ActualColumn {
  readonly name: string
  readonly type: string
  readonly nullable: boolean
}

/** Answers where models and their tables differ, in sentences: missing tables and columns, types, nullability. */
export async function schemaDifferences(database: Database, models: readonly AnyModel[]): Promise<string[]> {
  const found: string[] = []
  for (const { definition } of models) {
    const actual = await database.driver.actualColumns(definition.table)
    found.push(...differences(definition, actual, (column) => database.driver.columnType(column.field)))
  }
  return found
}

function differences(
  { table, columns, byName }: Definition,
  actual: readonly ActualColumn[],
  typeOf: (column: Definition["columns"][number]) => string,
): string[] {
  if (actual.length === 0) return [`${table}: there is no such table`]
  const found: string[] = []
  const there = new Map(actual.map((column) => [column.name, column]))
  for (const column of columns) {
    const one = there.get(column.name)
    if (one === undefined) {
      found.push(`${column.path}: the table has no such column`)
      continue
    }
    const type = typeOf(column)
    if (one.type !== type) found.push(`${column.path}: ${type} in the model, ${one.type} in the table`)
    if (one.nullable !== column.field.nullable) {
      found.push(`${column.path}: ${one.nullable ? "the table" : "the model"} alone takes null`)
    }
  }
  for (const { name } of actual)
    if (!byName.has(name)) found.push(`${table}.${name}: the model has no such column`)
  return found
}
