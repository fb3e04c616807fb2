import assert from "node:assert/strict"

/** A value that has to be an object, as one. */
export function asObject(value: unknown): Readonly<Record<string, unknown>> {
  assert.ok(typeof value === "object" && value !== null && !Array.isArray(value), `an object: ${value}`)
  return Object.fromEntries(Object.entries(value))
}
