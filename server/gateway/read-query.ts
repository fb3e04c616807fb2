import { z } from "zod"
import type { Message } from "../../interface/message.ts"
import type { JsonObject } from "../../interface/wire/parse-json.ts"

/** What a field of a query string is read as: its text, or a number or a truth value where it is written as one. */
type Reading = (text: string) => unknown

const asText: Reading = (text) => text
const asNumber: Reading = (text) => (/^-?\d{1,16}(\.\d+)?$/.test(text) ? Number(text) : text)
const asTruthOrNumber: Reading = (text) =>
  text === "true" ? true : text === "false" ? false : asNumber(text)

/** Makes what reads a message's fields out of a query string; a field that it can't read stays text, for the message to refuse. */
export function queryReader({ request }: Message): (query: JsonObject) => JsonObject {
  const readings = new Map(Object.entries(request).map(([name, field]) => [name, readingOf(field)]))
  return (query) => {
    const fields: Record<string, unknown> = {}
    for (const name in query) {
      const value = query[name]
      fields[name] = typeof value === "string" ? (readings.get(name) ?? asText)(value) : value
    }
    return fields
  }
}

function readingOf(field: z.ZodType): Reading {
  const types = typesOf(z.toJSONSchema(field, { io: "input", unrepresentable: "any" }))
  if (types.has("string")) return asText
  return types.has("boolean") ? asTruthOrNumber : asNumber
}

type Schema = Pick<z.core.JSONSchema.BaseSchema, "type" | "const" | "anyOf">

/** The JSON types that a field takes. */
function typesOf({ type, const: value, anyOf = [] }: Schema): ReadonlySet<string> {
  const own: readonly string[] = [type ?? (value === undefined ? [] : typeof value)].flat()
  return new Set([...own, ...anyOf.flatMap((each) => [...typesOf(each)])])
}
