import assert from "node:assert/strict"
import { test } from "node:test"
import { parseCount } from "../../client/web/pages/staff/parse-count.ts"
import { parseFen } from "../../client/web/pages/staff/parse-fen.ts"
import { changesOf } from "../../client/web/pages/staff/trail-changes.ts"
import { unfinishedUploads } from "../../client/web/pages/staff/unfinished-upload.ts"

test("yuan are read as a person types them, and nothing else is", () => {
  const read = {
    "5": 500,
    "12.50": 1250,
    "12.5": 1250,
    " ¥10 ": 1000,
    "￥0.05": 5,
    "-3": -300,
    "−3.20": -320,
    "0": 0,
  }
  for (const [text, fen] of Object.entries(read)) assert.equal(parseFen(text), fen, text)
  for (const text of ["", "x", "1,5", "1.234", "1e3", "--1", "5 yuan", "1234567890"])
    assert.equal(parseFen(text), undefined, text)
})

test("whole numbers are read within their bounds", () => {
  assert.deepEqual(
    ["1", "100", " 7 "].map((text) => parseCount(text, 1, 100)),
    [1, 100, 7],
  )
  for (const text of ["0", "101", "1.5", "-1", "", "ten"])
    assert.equal(parseCount(text, 1, 100), undefined, text)
})

test("an action's changes are told thing by thing", () => {
  assert.deepEqual(
    changesOf({ before: { role: "editor" }, after: { role: "cashier", days: 3, note: null } }),
    [
      { name: "role", before: "editor", after: "cashier" },
      { name: "days", before: undefined, after: "3" },
    ],
  )
  assert.deepEqual(changesOf({ before: null, after: null }), [])
})

test("what the server has and what the browser remembers is one list, without what is under way", () => {
  const moments = { begun_time: "", last_time: "", expiry_time: "" }
  const upload = { id: 1, name: "a", uploader: "me", is_own: 1, size: 10, bytes: 5, ...moments } as const
  const others = { ...upload, id: 2, uploader: "you", is_own: 0 } as const
  const file = (name: string) => ({ key: `1 10 ${name}`, name, size: 10, isFree: true })
  const list = unfinishedUploads(
    [upload, others],
    [file("a"), file("b"), file("c")],
    ({ name }) => name === "c",
  )
  assert.deepEqual(
    list.map(({ name, onServer, remembered }) => [name, onServer?.id, remembered?.key]),
    [
      ["a", 1, "1 10 a"],
      ["a", 2, undefined],
      ["b", undefined, "1 10 b"],
    ],
  )
})
