import { OrmMisuse } from "./errors.ts"
import type { AnyModel } from "./model-types.ts"
import { oneOf } from "./operator.ts"
import { select } from "./read.ts"
import type { Relation } from "./relation.ts"

/** How many keys one query asks for: a page of rows needs one query, ten thousand rows need ten. */
const keysPerQuery = 1024

/** Puts the related rows on each of `rows` as a property, with one query a relation for the whole list. */
export async function loadRelations(
  model: AnyModel,
  rows: readonly object[],
  relations: Readonly<Record<string, Relation<unknown, string>>>,
): Promise<void> {
  for (const [name, relation] of Object.entries(relations)) {
    if (model.definition.byName.has(name)) {
      throw new OrmMisuse(`${model.definition.table}: a relation cannot be named like the column ${name}`)
    }
    if (relation.kind === "one") await attachOne(rows, name, relation)
    else await attachMany(rows, name, relation)
  }
}

async function attachOne(
  rows: readonly object[],
  name: string,
  relation: Relation<unknown, string>,
): Promise<void> {
  const byKey = new Map<unknown, object>()
  for (const related of await relatedRows(rows, relation))
    byKey.set(Reflect.get(related, relation.to), related)
  for (const row of rows) Reflect.set(row, name, byKey.get(Reflect.get(row, relation.from)))
}

async function attachMany(
  rows: readonly object[],
  name: string,
  relation: Relation<unknown, string>,
): Promise<void> {
  const byKey = new Map<unknown, object[]>()
  for (const row of rows) {
    const list: object[] = []
    byKey.set(Reflect.get(row, relation.from), list)
    Reflect.set(row, name, list)
  }
  for (const related of await relatedRows(rows, relation))
    byKey.get(Reflect.get(related, relation.to))?.push(related)
}

async function relatedRows(
  rows: readonly object[],
  { target, from, to }: Relation<unknown, string>,
): Promise<object[]> {
  const keys = new Set(rows.map((row) => Reflect.get(row, from)))
  keys.delete(null)
  const wanted = [...keys]
  const order = to === "id" ? {} : { orderBy: [to, "id"] }
  if (wanted.length <= keysPerQuery)
    return wanted.length === 0 ? [] : select(target, { [to]: oneOf(wanted) }, order)
  const found: object[] = []
  for (let i = 0; i < wanted.length; i += keysPerQuery) {
    const part = await select(target, { [to]: oneOf(wanted.slice(i, i + keysPerQuery)) }, order)
    for (const row of part) found.push(row)
  }
  return found
}
