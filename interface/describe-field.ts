import { z } from "zod"

/** The part of a JSON Schema that describing a field takes. */
type Schema = {
  readonly type?: unknown
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly anyOf?: readonly Schema[]
  readonly prefixItems?: readonly Schema[]
  readonly items?: Schema
  readonly properties?: Readonly<Record<string, Schema>>
  readonly pattern?: string
  readonly format?: string
  readonly minLength?: number
  readonly maxLength?: number
  readonly minimum?: number
  readonly maximum?: number
  readonly description?: string
  readonly default?: unknown
}

/** A field in words: its type with its bounds, whether it may be missing, and its own note. */
export function describeField(name: string, field: z.ZodType): { name: string; type: string; note: string } {
  const schema = jsonSchemaOf(field)
  const isOptional = field.safeParse(undefined).success
  const notes = [
    isOptional ? "optional" : "",
    schema.default === undefined ? "" : `default ${JSON.stringify(schema.default)}`,
    schema.description ?? "",
  ]
  return { name, type: typeText(schema), note: notes.filter((note) => note !== "").join("; ") }
}

function jsonSchemaOf(field: z.ZodType): Schema {
  // Through its text, since zod's type of a schema has booleans and references in it that no field of ours makes.
  return JSON.parse(JSON.stringify(z.toJSONSchema(field, { io: "input", unrepresentable: "any" })))
}

function typeText(schema: Schema): string {
  if (schema.const !== undefined) return JSON.stringify(schema.const)
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(" or ")
  if (schema.anyOf) return [...new Set(schema.anyOf.map(typeText))].join(" or ")
  if (schema.prefixItems) return `[${schema.prefixItems.map(typeText).join(", ")}]`
  switch (schema.type) {
    case "array":
      return `[${schema.items ? typeText(schema.items) : "anything"}, …]`
    case "object":
      return objectText(schema.properties ?? {})
    case "string":
      return stringText(schema)
    case "integer":
      return `integer${rangeText(schema)}`
    case "number":
      return `number${rangeText(schema)}`
    default:
      return typeof schema.type === "string" ? schema.type : "anything"
  }
}

function objectText(properties: Readonly<Record<string, Schema>>): string {
  const members = Object.entries(properties).map(([name, schema]) => {
    const note = schema.description === undefined ? "" : ` (${schema.description})`
    return `${name}: ${typeText(schema)}${note}`
  })
  return `{${members.join(", ")}}`
}

function stringText({ format, minLength, maxLength, pattern }: Schema): string {
  if (format === "date-time") return "ISO 8601 time in UTC"
  const digits = /^\^\[0-9a-fA-F\]\{(\d+)\}\$$/.exec(pattern ?? "")?.[1]
  if (digits !== undefined) return `${digits} hex digits`
  return maxLength === undefined ? "string" : `string of ${minLength ?? 0} to ${maxLength} characters`
}

function rangeText({ minimum = Number.MIN_SAFE_INTEGER, maximum = Number.MAX_SAFE_INTEGER }: Schema): string {
  if (minimum === Number.MIN_SAFE_INTEGER) return ""
  return maximum === Number.MAX_SAFE_INTEGER ? ` from ${minimum}` : ` from ${minimum} to ${maximum}`
}
