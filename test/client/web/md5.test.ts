import assert from "node:assert/strict"
import { test } from "node:test"
import fc from "fast-check"
import { prehash } from "../../../client/prehash.ts"
import { md5 } from "../../../client/web/wire/md5.ts"

test("the page makes the same of a typed password as the programs", async () => {
  assert.equal(await md5("secret"), "5ebe2294ecd0e0f08eab7690d2a6ee69")
  const texts = fc.string({ unit: "grapheme", maxLength: 200 })
  await fc.assert(fc.asyncProperty(texts, async (text) => (await md5(text)) === prehash(text)))
})
