import assert from "node:assert/strict"
import { test } from "node:test"
import { forEachDatabase } from "../kit/databases.ts"
import { frameOf } from "../kit/peer.ts"
import { connectAdmin, password } from "../kit/people.ts"
import { startServer } from "../kit/server.ts"

const md5 = "0123456789abcdef0123456789ABCDEF"
const noText = [undefined, null, 0, 1, true, [], {}, ["a"], { a: 1 }]
const badLine = [...noText, "", "two\nlines", "tab\t", "nul\0", "esc\u001b[0m", "\u007f", "\u009b"]
const badId = [undefined, null, "1", "", 0, -1, 1.5, 1e300, 2 ** 53, true, [1], {}]
const badPage = [null, "1", 0, -1, 1.5, 201, 1e300, 2 ** 53, true, [1], {}]
const badKind = [...noText, "", "Admin", "root", "user "]

type Case = { readonly request: Record<string, unknown>; readonly bad: Record<string, readonly unknown[]> }

/** A good request of each message that takes fields, and the wrong values of each of its fields. */
const cases: readonly Case[] = [
  {
    request: { type: "register", name: "x", password, user_type: "user" },
    bad: {
      name: [...badLine, "a".repeat(65)],
      password: [...noText, "", "p".repeat(1025)],
      user_type: badKind,
    },
  },
  {
    request: { type: "register", name: "x", password, user_type: "admin" },
    bad: { invitation: [null, 0, [], {}, "", "a\nb", "i".repeat(65)] },
  },
  {
    request: { type: "login", name: "x", password, user_type: "user" },
    bad: {
      name: [...badLine, "a".repeat(65)],
      password: [...noText, "", "p".repeat(1025)],
      user_type: badKind,
    },
  },
  { request: { type: "get_movie_list" }, bad: { movie_type: [...noText, "", "ALL", "paid"] } },
  {
    request: { type: "list_movies" },
    bad: { movie_type: [null, 0, "", "ALL"], limit: badPage, before_id: badId.slice(1) },
  },
  { request: { type: "list_downloads" }, bad: { limit: badPage, before_id: badId.slice(1) } },
  { request: { type: "list_users" }, bad: { limit: badPage, after_id: badId.slice(1) } },
  { request: { type: "download_movie" }, bad: { movie_id: badId } },
  { request: { type: "delete_movie" }, bad: { delete_movie_id: badId } },
  {
    request: { type: "check_movie" },
    bad: { file_md5: [...noText, "", md5.slice(1), `${md5}0`, `${md5}\n`, "g".repeat(32)] },
  },
  {
    request: { type: "release_notice", title: "t", content: "c" },
    bad: { title: [...badLine, "t".repeat(256)], content: [...noText, "", "c".repeat(4001)] },
  },
  { request: { type: "lock_user" }, bad: { name: badLine } },
  { request: { type: "unlock_user" }, bad: { name: badLine } },
  {
    request: { type: "upload_movie", file_name: "f", file_size: 1, file_md5: md5, is_free: 1 },
    bad: {
      file_name: [...badLine, "f".repeat(256)],
      file_md5: [undefined, null, 0, "", md5.slice(1), `${md5}0`, {}],
      is_free: [undefined, null, "1", "", 2, -1, 0.5, [], {}],
    },
  },
]

forEachDatabase((kit) => {
  test("a wrong field is refused by its name and the connection stays usable", async () => {
    await using server = await startServer({}, kit)
    const peer = await connectAdmin(server)
    for (const { request, bad } of cases) {
      for (const [field, values] of Object.entries(bad)) {
        for (const value of values) {
          const film = request.type === "upload_movie" ? Buffer.alloc(1) : undefined
          const { msg } = await peer.fails("BAD_FIELD", { ...request, [field]: value }, film)
          assert.ok(msg.startsWith(`The field ${field} is wrong: `), `${msg} for ${JSON.stringify(value)}`)
        }
      }
    }
    await peer.ok({ type: "ping" })
    assert.deepEqual(server.logged, [])
  })

  test("a number written as 1e999 or with a thousand digits is refused as the field that it is", async () => {
    await using server = await startServer({}, kit)
    const peer = await connectAdmin(server)
    for (const number of ["1e999", "-1e999", "9".repeat(1000), "0.0000001", "1e-400", "-0"]) {
      await peer.send(frameOf(`{"type":"download_movie","session":"${peer.session}","movie_id":${number}}`))
      assert.equal((await peer.reply()).code, "BAD_FIELD", number)
    }
    // The same number in other words.
    await peer.send(frameOf(`{"type":"download_movie","session":"${peer.session}","movie_id":10e-1}`))
    assert.equal((await peer.reply()).code, "NO_SUCH_MOVIE")
  })
})
