import { type Bound, encode } from "./codec.ts"
import { type Column, columnOf, type Definition } from "./definition.ts"
import { OrmMisuse } from "./errors.ts"

interface Step {
  readonly column: Column
  readonly descending: boolean
}

/** Answers what follows ORDER BY ("" for none) for "column", "-column" (descending) or a list of them. */
export function orderSql(orderBy: string | readonly string[] | undefined, definition: Definition): string {
  return orderSteps(orderBy, definition)
    .map(({ column, descending }) => (descending ? `${column.quoted} DESC` : column.quoted))
    .join(", ")
}

function orderSteps(orderBy: string | readonly string[] | undefined, definition: Definition): Step[] {
  if (orderBy === undefined) return []
  const names = typeof orderBy === "string" ? [orderBy] : orderBy
  return names.map((name) => {
    const descending = name.startsWith("-")
    return { column: columnOf(definition, descending ? name.slice(1) : name), descending }
  })
}

/**
 * The condition for "behind this row, in this order": (a, b) > (x, y) written out, because MySQL finds no index for a
 * comparison of tuples and because each column may go its own direction. `after` names exactly the ordered columns.
 */
export function afterSql(
  after: Readonly<Record<string, unknown>>,
  orderBy: string | readonly string[] | undefined,
  definition: Definition,
  params: Bound[],
): string {
  const steps = orderSteps(orderBy, definition)
  const named = Object.keys(after)
  if (
    steps.length === 0 ||
    named.length !== steps.length ||
    steps.some(({ column }) => !named.includes(column.name))
  ) {
    throw new OrmMisuse(`${definition.table}: after takes the columns of orderBy, no fewer and no more`)
  }
  for (const { column } of steps) {
    if (column.field.nullable)
      throw new OrmMisuse(`${column.path} can be null, so a page cannot go on after it`)
  }
  return behind(steps, after, params)
}

function behind(
  [first, ...rest]: readonly Step[],
  after: Readonly<Record<string, unknown>>,
  params: Bound[],
): string {
  if (first === undefined) return ""
  const { column, descending } = first
  const name = column.quoted
  const value = encode(after[column.name], column.field, column.path)
  const beyond = descending ? "<" : ">"
  params.push(value)
  if (rest.length === 0) return `${name} ${beyond} ?`
  params.push(value, value)
  // The first comparison is implied by the rest; it is what an index can be entered by.
  return `${name} ${beyond}= ? AND (${name} ${beyond} ? OR (${name} = ? AND ${behind(rest, after, params)}))`
}
