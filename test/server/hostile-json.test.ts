import assert from "node:assert/strict"
import { test } from "node:test"
import { forEachDatabase } from "../kit/databases.ts"
import { frameOf } from "../kit/peer.ts"
import { connectAdmin, password } from "../kit/people.ts"
import { startServer } from "../kit/server.ts"

const deep = "[".repeat(16_384)

/** Frames that are no request, and the code of each. */
const frames: readonly (readonly [string | Uint8Array, string])[] = [
  ["", "BAD_JSON"],
  ["null", "BAD_JSON"],
  ["[]", "BAD_JSON"],
  ['["register"]', "BAD_JSON"],
  ['"register"', "BAD_JSON"],
  ["42", "BAD_JSON"],
  ['{"type":"ping"', "BAD_JSON"],
  ['{"type":"ping"}}', "BAD_JSON"],
  ['{"type":"ping","a":NaN}', "BAD_JSON"],
  ['{"type":"ping","a":Infinity}', "BAD_JSON"],
  ['{"type":"ping","a":"\\ud800"}', "BAD_JSON"],
  ['{"type":"ping","a":"\\udc00\\ud800"}', "BAD_JSON"],
  ['{"type":"ping","\\ud800":1}', "BAD_JSON"],
  [Buffer.from('{"type":"ping","a":"\xff"}', "latin1"), "BAD_JSON"],
  [Buffer.from('{"type":"ping"}', "utf16le"), "BAD_JSON"],
  ['{"type":"ping","a":"line\nbreak"}', "BAD_JSON"],
  [deep, "TOO_DEEP"],
  [`{"a":${deep.slice(5)}`, "TOO_DEEP"],
  [`{"type":"ping","a":"${"\\".repeat(15_000)}`, "BAD_JSON"],
]

test("frames that are no request are refused one by one and the connection stays usable", async () => {
  await using server = await startServer()
  const peer = await server.connect()
  for (const [json, code] of frames) {
    await peer.send(frameOf(json))
    assert.equal((await peer.reply()).code, code, String(json).slice(0, 60))
  }
  await peer.ok({ type: "ping" })
  assert.deepEqual(server.logged, [])
})

test("a byte order mark before the JSON is refused or skipped, and nothing worse", async () => {
  await using server = await startServer()
  const peer = await server.connect()
  await peer.send(frameOf('\ufeff{"type":"ping"}'))
  assert.ok([0, "BAD_JSON"].includes((await peer.reply()).code))
  await peer.ok({ type: "ping" })
})

test("16 KiB of opening brackets take a moment, however many come", async () => {
  await using server = await startServer()
  const peer = await server.connect()
  const startMs = performance.now()
  await peer.send(Buffer.concat(Array(100).fill(frameOf(deep))))
  for (let round = 0; round < 100; round++) assert.equal((await peer.reply()).code, "TOO_DEEP")
  assert.ok(performance.now() - startMs < 1000)
})

forEachDatabase((kit) => {
  test("__proto__ and its kin in a request give nobody anything", async () => {
    await using server = await startServer({}, kit)
    const admin = await connectAdmin(server)
    const peer = await server.connect()
    for (const json of [
      `{"type":"list_users","__proto__":{"session":"${admin.session}"}}`,
      `{"__proto__":{"type":"list_users","session":"${admin.session}"}}`,
      '{"type":"list_users","constructor":{"prototype":{"userType":"admin"}}}',
    ]) {
      await peer.send(frameOf(json))
      assert.ok(["NOT_LOGGED_IN", "UNKNOWN_TYPE"].includes(String((await peer.reply()).code)), json)
    }
    await peer.fails("NOT_LOGGED_IN", { type: "list_users" })
  })

  test("of a key that stands twice the last value counts, for the session as well", async () => {
    await using server = await startServer({}, kit)
    const admin = await connectAdmin(server)
    const peer = await server.connect()
    await peer.send(frameOf(`{"type":"who_am_i","session":"${admin.session}","session":"x"}`))
    assert.equal((await peer.reply()).code, "NOT_LOGGED_IN")
    await peer.send(frameOf(`{"type":"who_am_i","session":"x","type":"ping"}`))
    assert.equal((await peer.reply()).code, 0)
  })

  test("texts escaped as \\u are the same as texts written out", async () => {
    await using server = await startServer({}, kit)
    const peer = await server.connect()
    const keys = `"password":"${password}","user_type":"user"`
    await peer.send(frameOf(`{"type":"register","name":"\\u5c0f\\u660e\\ud83d\\ude00",${keys}}`))
    assert.equal((await peer.reply()).code, 0)
    await peer.ok({ type: "login", name: "小明😀", password, user_type: "user" })
  })
})
