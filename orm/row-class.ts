import type { Definition } from "./definition.ts"
import type { RawRow } from "./dialect.ts"
import { ValueRefused } from "./errors.ts"
import type { Field, Kind } from "./field.ts"

/** What a generated class comes with. `Row` makes a new row of given values; the rest works on its instances. */
export interface RowClass {
  readonly Row: new (values: Readonly<Record<string, unknown>>) => Record<string, unknown>
  /** Turns each raw row into an instance of `Model` (Row or a subclass), in place: the list itself is answered. */
  readonly hydrate: (Model: new (...args: never[]) => object, rows: RawRow[]) => Record<string, unknown>[]
  /** What the database held when the instance was loaded or written; undefined before. */
  readonly loaded: (instance: object) => RawRow | undefined
  readonly keep: (instance: object, row: RawRow | undefined) => void
}

type Shape = Pick<Definition, "table" | "columns" | "byName">

function toNumber(value: unknown, path: string): number | null {
  if (value === null) return null
  const number = Number(value)
  if (!Number.isSafeInteger(number))
    throw new ValueRefused(`${path} holds ${value}, more than a JS number can`)
  return number
}

function toBigint(value: unknown): bigint | null {
  return value === null ? null : BigInt(String(value))
}

function toJson(value: unknown): unknown {
  return value === null ? null : JSON.parse(String(value))
}

function decoding(kind: Kind, raw: string, path: string): string {
  switch (kind) {
    case "boolean":
      return `${raw} === null ? null : ${raw} == 1`
    case "id":
    case "references":
    case "integer":
      return `Number.isSafeInteger(${raw}) ? ${raw} : toNumber(${raw}, ${JSON.stringify(path)})`
    case "int64":
      return `typeof ${raw} === "bigint" ? ${raw} : toBigint(${raw})`
    case "timestamp":
      // The Date takes the place of what the driver gave, so that it is the same object in both dialects.
      return `${raw} === null || ${raw} instanceof Date ? ${raw} : (${raw} = new Date(Number(${raw})))`
    case "json":
      return `toJson(${raw})`
    default:
      return raw
  }
}

function initial(name: string, fallback: unknown): string {
  const given = `values.${name}`
  if (fallback === undefined || fallback === "now") return given
  const literal = typeof fallback === "bigint" ? `${fallback}n` : JSON.stringify(fallback)
  return `${given} === undefined ? ${literal} : ${given}`
}

/**
 * Generates the class of one model: assigning the columns one after the other in code of its own is what makes reading
 * many rows as fast as the driver. The source holds nothing but checked identifiers (a-z, 0-9, _) and JSON literals.
 * The raw row is kept in a private field, so that neither JSON.stringify nor Object.keys nor a copy shows it.
 */
export function rowClass(definition: Shape): RowClass {
  const { columns } = definition
  const source = `"use strict"
    let loaded, keep
    class Row {
      #raw
      constructor(values, raw) {
        if (values === isLoaded) {
          this.#raw = raw
          ${columns.map(({ name, field, path }, i) => `this.${name} = ${decoding(field.kind, `raw[${i}]`, path)}`).join("\n")}
        } else {
          check(values)
          ${columns.map(({ name, field }) => `this.${name} = ${initial(name, nullDefault(field))}`).join("\n")}
        }
      }
      static {
        loaded = (instance) => instance.#raw
        keep = (instance, raw) => { instance.#raw = raw }
      }
    }
    function hydrate(Model, rows) {
      for (let i = 0; i < rows.length; i++) rows[i] = new Model(isLoaded, rows[i])
      return rows
    }
    return { Row, hydrate, loaded, keep }`
  const isLoaded = Symbol("loaded")
  const check = (values: object) => checkNames(definition, values)
  const make = new Function("isLoaded", "check", "toNumber", "toBigint", "toJson", source)
  return make(isLoaded, check, toNumber, toBigint, toJson)
}

function nullDefault(field: Field): unknown {
  return field.default === undefined && field.nullable ? null : field.default
}

function checkNames(definition: Shape, values: object): void {
  for (const name of Object.keys(values)) {
    if (!definition.byName.has(name)) {
      throw new ValueRefused(`${definition.table} has no column ${JSON.stringify(name)}`)
    }
  }
}
