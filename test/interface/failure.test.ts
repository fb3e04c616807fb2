import assert from "node:assert/strict"
import { test } from "node:test"
import { Failure, failureCodes, refusal } from "../../interface/failure.ts"
import { failureTexts } from "../../interface/text/failures.ts"
import { localeOf, say } from "../../interface/text/locale.ts"

test("every failure has a sentence in both languages with the same places to fill", () => {
  for (const code of failureCodes) {
    const { en, zh } = failureTexts[code]
    assert.match(zh, /\p{Script=Han}/u, code)
    const places = (text: string): string[] => (text.match(/\{\w+\}/g) ?? []).sort()
    assert.deepEqual(places(zh), places(en), code)
  }
})

test("somebody who is not logged in is told so in the contract's words", () => {
  assert.deepEqual(refusal(new Failure("NOT_LOGGED_IN"), "zh"), {
    flag: false,
    msg: "请先登录",
    code: "NOT_LOGGED_IN",
  })
})

test("a language tag names its language, and nothing else does", () => {
  assert.deepEqual(
    ["zh", "zh_CN.UTF-8", "zh-Hans", "ZH", "en", "en_US", "english", "zhou", "fr", "", undefined].map(
      localeOf,
    ),
    ["zh", "zh", "zh", "zh", "en", "en", undefined, undefined, undefined, undefined, undefined],
  )
})

test("a value that looks like a place is not filled again", () => {
  const text = { en: "{a} {b} {c}", zh: "{a} {b} {c}" }
  assert.equal(say(text, "en", { a: "{b}", b: "$&" }), "{b} $& {c}")
})
