/** A value that the database computes while it updates; made by the functions of this file only. */
export class Expression<Value> {
  readonly kind: "add" | "now"
  readonly value: Value | undefined
  constructor(kind: "add" | "now", value?: Value) {
    this.kind = kind
    this.value = value
  }
}

/** What the column holds plus `amount`, computed by the database in one step; out of range is refused. */
export function add<Value extends number | bigint>(amount: Value): Expression<Value> {
  return new Expression("add", amount)
}

/** The database's clock. */
export function now(): Expression<Date> {
  return new Expression<Date>("now")
}
