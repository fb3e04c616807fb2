import { isUtf8 } from "node:buffer"
import { Failure } from "../failure.ts"
import { isJsonObject } from "./is-json-object.ts"

/** A request as it came: a JSON object of anything. */
export type JsonObject = { readonly [key: string]: unknown }

const quote = 0x22
const backslash = 0x5c
const openBracket = 0x5b
const closeBracket = 0x5d
const openBrace = 0x7b
const closeBrace = 0x7d

/**
 * The JSON object in a frame; throws Failure BAD_JSON, or TOO_DEEP before a parser sees the text: a megabyte of "["
 * takes JSON.parse a third of a second. A key that stands twice keeps its last value, `__proto__` is a key like any
 * other, and an escaped half of a surrogate pair is refused, since no database keeps it.
 */
export function parseJsonObject(bytes: Buffer, maxDepth: number): JsonObject {
  const { opened, isAscii } = survey(bytes)
  // No nesting can be deeper than brackets were opened, inside strings or out.
  if (opened > maxDepth && depthOf(bytes, maxDepth) > maxDepth)
    throw new Failure("TOO_DEEP", { limit: maxDepth })
  if (!isAscii && !isUtf8(bytes)) throw new Failure("BAD_JSON")
  const text = bytes.toString(isAscii ? "latin1" : "utf8")
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    throw new Failure("BAD_JSON", {}, { cause })
  }
  if (!isJsonObject(value)) throw new Failure("BAD_JSON")
  if (text.includes("\\u") && !isWellFormed(value)) throw new Failure("BAD_JSON")
  return value
}

/** One look at every byte: how many brackets and braces open, and whether all are ASCII. */
function survey(bytes: Buffer): { opened: number; isAscii: boolean } {
  let opened = 0
  let bits = 0
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0
    bits |= byte
    // "[" and "{" differ in this bit alone.
    if ((byte | 0x20) === openBrace) opened++
  }
  return { opened, isAscii: bits < 0x80 }
}

/** The deepest nesting of brackets and braces outside strings, or the first depth past `enough`. */
function depthOf(bytes: Buffer, enough: number): number {
  let depth = 0
  let deepest = 0
  for (let at = 0; at < bytes.length && deepest <= enough; at++) {
    const byte = bytes[at]
    if (byte === quote) at = endOfString(bytes, at)
    else if (byte === openBracket || byte === openBrace) deepest = Math.max(deepest, ++depth)
    else if (byte === closeBracket || byte === closeBrace) depth--
  }
  return deepest
}

function endOfString(bytes: Buffer, start: number): number {
  let end = bytes.indexOf(quote, start + 1)
  while (end > 0 && isEscaped(bytes, end)) end = bytes.indexOf(quote, end + 1)
  return end < 0 ? bytes.length : end
}

function isEscaped(bytes: Buffer, at: number): boolean {
  let first = at
  while (bytes[first - 1] === backslash) first--
  return (at - first) % 2 === 1
}

function isWellFormed(value: unknown): boolean {
  if (typeof value === "string") return value.isWellFormed()
  if (typeof value !== "object" || value === null) return true
  return Object.entries(value).every(([key, inner]) => key.isWellFormed() && isWellFormed(inner))
}
