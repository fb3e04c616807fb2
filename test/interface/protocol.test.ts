import assert from "node:assert/strict"
import { readFileSync } from "node:fs"
import { test } from "node:test"
import { describeField } from "../../interface/describe-field.ts"
import { describeProtocol } from "../../interface/describe-protocol.ts"
import type { Message } from "../../interface/message.ts"
import { protocol } from "../../interface/protocol.ts"
import { replySchemas } from "../../interface/reply-schemas.ts"

for (const [file, describe] of Object.entries({
  "PROTOCOL.md": describeProtocol,
  "client/reply-shapes.json": replySchemas,
})) {
  test(`${file} is what the table of messages says`, () => {
    const written = readFileSync(new URL(`../../${file}`, import.meta.url), "utf8")
    assert.equal(written, describe(), "run `npm run protocol`")
  })
}

test("no two messages have the same type", () => {
  const types = protocol.map(({ type }) => type)
  assert.equal(new Set(types).size, types.length)
})

test("messages that change nothing have fields that fit a query string, and no film bytes", () => {
  for (const { type, reads, film, request } of protocol as readonly Message[]) {
    if (reads !== true) continue
    assert.equal(film, "none", type)
    for (const [name, field] of Object.entries(request)) {
      assert.doesNotMatch(describeField(name, field).type, /[[{]|anything/, `${type}: ${name}`)
    }
  }
})

test("no reply has a key of its own that says something else in every reply", () => {
  for (const { type, reply } of protocol as readonly Message[]) {
    for (const key of ["flag", "msg", "code", "id"]) assert.ok(!Object.hasOwn(reply, key), `${type}: ${key}`)
  }
})
