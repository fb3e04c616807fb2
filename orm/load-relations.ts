import { OrmMisuse } from "./errors.ts"
import type { AnyModel } from "./model-types.ts"
import { oneOf } from "./operator.ts"
import { select } from "./read.ts"
import type { Relation } from "./relation.ts"
import type { Instance } from "./write.ts"

/** How many keys one query asks for: a page of rows needs one query, ten thousand rows need ten. */
const keysPerQuery = 1024

/** Puts the related rows on each of `rows` as a property, with one query a relation for the whole list; answers it. */
export async function loadRelations(
  model: AnyModel,
  loading: Promise<Instance[]>,
  relations: Readonly<Record<string, Relation<unknown, string>>>,
): Promise<Instance[]> {
  const rows = await loading
  for (const [name, relation] of Object.entries(relations)) {
    if (model.definition.byName.has(name)) {
      throw new OrmMisuse(`${model.definition.table}: a relation cannot be named like the column ${name}`)
    }
    if (relation.kind === "one") await attachOne(rows, name, relation)
    else await attachMany(rows, name, relation)
  }
  return rows
}

async function attachOne(
  rows: readonly Instance[],
  name: string,
  relation: Relation<unknown, string>,
): Promise<void> {
  const byKey = new Map<unknown, Instance>()
  for (const related of await relatedRows(rows, relation)) byKey.set(related[relation.to], related)
  for (const row of rows) row[name] = byKey.get(row[relation.from])
}

async function attachMany(
  rows: readonly Instance[],
  name: string,
  relation: Relation<unknown, string>,
): Promise<void> {
  const byKey = new Map<unknown, Instance[]>()
  for (const row of rows) {
    const list: Instance[] = []
    byKey.set(row[relation.from], list)
    row[name] = list
  }
  for (const related of await relatedRows(rows, relation)) byKey.get(related[relation.to])?.push(related)
}

async function relatedRows(
  rows: readonly Instance[],
  { target, from, to }: Relation<unknown, string>,
): Promise<Instance[]> {
  const keys = new Set(rows.map((row) => row[from]))
  keys.delete(null)
  const wanted = [...keys]
  const order = to === "id" ? {} : { orderBy: [to, "id"] }
  if (wanted.length <= keysPerQuery)
    return wanted.length === 0 ? [] : select(target, { [to]: oneOf(wanted) }, order)
  const found: Instance[] = []
  for (let i = 0; i < wanted.length; i += keysPerQuery) {
    const part = await select(target, { [to]: oneOf(wanted.slice(i, i + keysPerQuery)) }, order)
    for (const row of part) found.push(row)
  }
  return found
}
