import assert from "node:assert/strict"
import { test } from "node:test"
import fc from "fast-check"
import { prehash } from "../../../client/prehash.ts"
import { md5 } from "../../../client/web/wire/md5.ts"

test("the page makes the same of a typed password as the programs", () => {
  assert.equal(md5("secret"), "5ebe2294ecd0e0f08eab7690d2a6ee69")
  // Around the lengths at which another block begins.
  for (const length of [0, 1, 54, 55, 56, 57, 63, 64, 65, 119, 120, 128, 1024]) {
    assert.equal(md5("a".repeat(length)), prehash("a".repeat(length)))
  }
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 200 }), (text) => md5(text) === prehash(text)),
  )
})
