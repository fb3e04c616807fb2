import assert from "node:assert/strict"
import { test } from "node:test"
import { Failure } from "../../../interface/failure.ts"
import { type JsonObject, parseJsonObject } from "../../../interface/wire/parse-json.ts"

const maxDepth = 32

function parse(json: string | Uint8Array): JsonObject {
  return parseJsonObject(Buffer.from(json), maxDepth)
}

function refuses(json: string | Uint8Array, code: string): void {
  assert.throws(
    () => parse(json),
    (error) => error instanceof Failure && error.code === code,
  )
}

test("what is no JSON object is refused", () => {
  for (const json of [
    "",
    " ",
    "null",
    "true",
    "1",
    '"text"',
    "[]",
    "[{}]",
    "{",
    '{"a":}',
    "{'a':1}",
    "{}{}",
    "{}\0",
  ]) {
    refuses(json, "BAD_JSON")
  }
})

test("NaN, Infinity, comments and trailing commas are refused", () => {
  for (const json of [
    '{"a":NaN}',
    '{"a":Infinity}',
    '{"a":1,}',
    '{"a":1}//',
    '{"a":01}',
    '{"a":+1}',
    '{"a":.5}',
  ]) {
    refuses(json, "BAD_JSON")
  }
})

test("bytes that are no UTF-8 are refused", () => {
  for (const bytes of [[0xff], [0xc0, 0xaf], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xe4, 0xbd]]) {
    refuses(Buffer.concat([Buffer.from('{"a":"'), Buffer.from(bytes), Buffer.from('"}')]), "BAD_JSON")
  }
  refuses(Buffer.from('{"a":1}', "utf16le"), "BAD_JSON")
})

test("half of a surrogate pair is refused wherever it stands, a whole pair is not", () => {
  for (const json of ['{"a":"\\ud83d"}', '{"a":"\\ude00x"}', '{"\\ud83d":1}', '{"a":[{"b":"x\\uDBFF"}]}']) {
    refuses(json, "BAD_JSON")
  }
  assert.deepEqual(parse('{"a":"\\ud83d\\ude00"}'), { a: "😀" })
})

test("__proto__ and constructor are keys like any other and touch no prototype", () => {
  const parsed = parse('{"__proto__":{"admin":true},"constructor":{"prototype":{"admin":true}}}')
  assert.deepEqual(Object.keys(parsed), ["__proto__", "constructor"])
  assert.equal(Object.getPrototypeOf(parsed), Object.prototype)
  assert.equal(Reflect.get({}, "admin"), undefined)
})

test("of a key that stands twice the last value counts", () => {
  assert.deepEqual(parse('{"a":1,"a":2}'), { a: 2 })
})

test("nesting to the limit is taken, one level more is refused", () => {
  const nested = (depth: number): string => `{"a":${"[".repeat(depth - 1)}${"]".repeat(depth - 1)}}`
  assert.ok(parse(nested(maxDepth)))
  refuses(nested(maxDepth + 1), "TOO_DEEP")
})

test("brackets in texts, behind escaped quotes as well, are not nesting", () => {
  const brackets = "[".repeat(100)
  const json = JSON.stringify({ a: `"${brackets}\\`, b: `\\"${brackets}` })
  assert.deepEqual(parse(json), { a: `"${brackets}\\`, b: `\\"${brackets}` })
})

test("64 KiB of opening brackets or backslashes are refused in a moment", () => {
  const startMs = performance.now()
  refuses("[".repeat(65_536), "TOO_DEEP")
  refuses(`{"a":"${"\\".repeat(65_000)}`, "BAD_JSON")
  refuses(`{"a":"${'\\"'.repeat(32_000)}`, "BAD_JSON")
  refuses(`${'{"a":'.repeat(10_000)}`, "TOO_DEEP")
  assert.ok(performance.now() - startMs < 500)
})
