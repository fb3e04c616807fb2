import { type Definition, define, type Fields } from "./definition.ts"
import { insertRow } from "./insert-row.ts"
import { insertRows } from "./insert-rows.ts"
import { loadRelations } from "./load-relations.ts"
import type { AnyModel, ModelClass } from "./model-types.ts"
import { count, exists, get, type LooseReadOptions, reloadRow, select, sum } from "./read.ts"
import { deleteRow, deleteWhere, type Instance, updateRow, updateWhere } from "./write.ts"

// A symbol, so that a column may be named "definition".
const definitionKey = Symbol("definition")

/**
 * The class of one table, to be extended: `class Movie extends model("movie", { id: id(), … }) {}`. The columns are
 * ordinary properties of its instances, typed by their fields. Throws OrmMisuse for a table that cannot be.
 */
export function model<const F extends Fields>(table: string, fields: F): ModelClass<F> {
  const definition = define(table, fields)
  const { Row } = definition.rows
  Object.setPrototypeOf(Row, classMethods)
  Object.setPrototypeOf(Row.prototype, RowMethodsOfAll.prototype)
  Object.defineProperty(Row, "definition", { value: definition })
  Object.defineProperty(Row.prototype, definitionKey, { value: definition })
  // The one place where generated code gets its type: a ModelClass<F> is this class with the columns of `fields`.
  return Row as unknown as ModelClass<F>
}

/** What every model class can do; ModelClass says what each promises. */
const classMethods = Object.setPrototypeOf(
  {
    select(this: AnyModel, where?: unknown, options?: LooseReadOptions): Promise<object[]> {
      return selectWith(this, where, options)
    },
    async first(this: AnyModel, where?: unknown, options?: LooseReadOptions): Promise<object | undefined> {
      return (await selectWith(this, where, { ...options, limit: 1 }))[0]
    },
    get(this: AnyModel, id: unknown): Promise<object | undefined> {
      return get(this, id)
    },
    count(this: AnyModel, where?: unknown): Promise<number> {
      return count(this.definition, where)
    },
    exists(this: AnyModel, where?: unknown): Promise<boolean> {
      return exists(this.definition, where)
    },
    sum(this: AnyModel, column: string, where?: unknown): Promise<bigint> {
      return sum(this.definition, column, where)
    },
    insert(this: AnyModel, rows: readonly object[]): Promise<number> {
      return insertRows(this.definition, rows)
    },
    update(this: AnyModel, where: unknown, changes: object): Promise<number> {
      return updateWhere(this.definition, where, changes)
    },
    delete(this: AnyModel, where: unknown): Promise<number> {
      return deleteWhere(this.definition, where)
    },
  },
  Function.prototype,
)

/** What every row can do; RowMethods says what each promises. */
class RowMethodsOfAll {
  declare readonly [definitionKey]: Definition

  async save(): Promise<this> {
    await insertRow(this[definitionKey], byName(this))
    return this
  }

  update(): Promise<void> {
    return updateRow(this[definitionKey], byName(this))
  }

  reload(): Promise<void> {
    return reloadRow(this[definitionKey], this)
  }

  delete(): Promise<boolean> {
    return deleteRow(this[definitionKey], byName(this))
  }
}

function selectWith(model: AnyModel, where: unknown, options?: LooseReadOptions): Promise<object[]> {
  const rows = select(model, where, options)
  return options?.with === undefined ? rows : loadRelations(model, rows, options.with)
}

function byName(row: object): Instance {
  return row as Instance
}
