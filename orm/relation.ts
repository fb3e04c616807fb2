import { columnOf } from "./definition.ts"
import { OrmMisuse } from "./errors.ts"
import type { AnyModel, InstanceOf } from "./model-types.ts"

/** Rows of another model that belong to each row of a list. `value` exists for the compiler only. */
export interface Relation<Value, SourceColumn extends string> {
  readonly kind: "one" | "many"
  readonly target: AnyModel
  /** The column of the row that is listed. */
  readonly from: SourceColumn
  /** The column of `target` that holds the same value. */
  readonly to: string
  readonly value?: Value
}

/** The row of `target` whose id is in `column`; undefined where that is null. */
export function belongsTo<M extends AnyModel, const C extends string>(
  target: M,
  column: C,
): Relation<InstanceOf<M> | undefined, C> {
  return { kind: "one", target, from: column, to: "id" }
}

/** The rows of `target` whose `column` holds the id of the row, by id; an empty list if there are none. */
export function hasMany<M extends AnyModel>(
  target: M,
  column: Extract<keyof InstanceOf<M>, string>,
): Relation<InstanceOf<M>[], "id"> {
  const { field, path } = columnOf(target.definition, column)
  if (field.kind !== "references") throw new OrmMisuse(`${path} is not a references(...) column`)
  return { kind: "many", target, from: "id", to: column }
}
