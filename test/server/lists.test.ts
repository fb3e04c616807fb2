import assert from "node:assert/strict"
import { test } from "node:test"
import { DownloadRecord } from "../../db/download-record.ts"
import { Movie } from "../../db/movie.ts"
import { Notice } from "../../db/notice.ts"
import { forEachDatabase } from "../kit/databases.ts"
import type { Peer } from "../kit/peer.ts"
import { connectAdmin, listIn, logIn } from "../kit/people.ts"
import { startServer, type TestServer } from "../kit/server.ts"

/** What a client that reads a reply with a single recv may have room for. */
const mostBytes = 100_000
const rows = 5000

async function fill(server: TestServer): Promise<void> {
  const numbers = Array.from({ length: rows }, (_, index) => index + 1)
  await server.running.app.database.run(async () => {
    await Movie.insert(
      numbers.map((number) => ({
        name: `电影 ${number} ${"界".repeat(20)}`,
        stored_name: `stored ${number}`,
        size: 10,
        sampled_md5: String(number).padStart(32, "0"),
        is_free: number % 2 === 0,
        uploader_id: 1,
      })),
    )
    await Notice.insert(
      numbers.map((number) => ({ title: `n ${number}`, content: "内容".repeat(20), author_id: 1 })),
    )
    await DownloadRecord.insert(numbers.map((number) => ({ user_id: 1, movie_id: number, price_fen: 0n })))
  })
}

/** The reply's list, whose frame has to be short enough and not needlessly short. */
async function shortList(peer: Peer, request: object, key: string): Promise<readonly unknown[]> {
  const reply = await peer.ok(request)
  const bytes = Buffer.byteLength(JSON.stringify(reply))
  assert.ok(bytes < mostBytes && bytes > 50_000, `${key} has ${bytes} bytes`)
  return listIn(reply, key)
}

forEachDatabase((kit) => {
  test("of thousands of rows a list has the newest that fit into one short reply", async () => {
    await using server = await startServer({}, kit)
    const peer = await connectAdmin(server)
    await fill(server)
    const films = await shortList(peer, { type: "get_movie_list", movie_type: "all" }, "movie_list")
    const ids = films.map((entry) => (Array.isArray(entry) ? entry[2] : undefined))
    assert.deepEqual(
      ids,
      ids.map((_, index) => rows - ids.length + 1 + index),
    )
    const free = await shortList(peer, { type: "get_movie_list", movie_type: "free" }, "movie_list")
    assert.ok(free.every((entry) => Array.isArray(entry) && entry[1] === "免费"))
    assert.equal(free.map((entry) => (Array.isArray(entry) ? entry[2] : undefined)).at(-1), rows)
    const notices = await shortList(peer, { type: "check_notice" }, "notice_list")
    assert.deepEqual(notices[0], { title: `n ${rows}`, content: "内容".repeat(20) })
    const records = await shortList(peer, { type: "check_download_record" }, "record_list")
    assert.deepEqual(records[0], `电影 ${rows} ${"界".repeat(20)}`)
  })

  test("a list is cut where the setting says", async () => {
    await using server = await startServer({ maxListBytes: 1000 }, kit)
    const peer = await connectAdmin(server)
    await fill(server)
    const reply = await peer.ok({ type: "check_notice" })
    const bytes = Buffer.byteLength(JSON.stringify(reply.notice_list))
    assert.ok(bytes <= 1001 && bytes > 800, `${bytes} bytes`)
  })

  test("the notices of a log-in fit into one short reply, however long and hostile they are", async () => {
    await using server = await startServer({ noticesAtLogin: 100 }, kit)
    const peer = await connectAdmin(server)
    for (let round = 0; round < 5; round++) {
      await peer.ok({ type: "release_notice", title: "t", content: "\u0001".repeat(4000) })
    }
    const reply = await logIn(peer, "admin", "admin")
    assert.ok(Buffer.byteLength(JSON.stringify(reply)) < mostBytes)
    assert.ok(listIn(reply, "notice").length > 0)
  })
})
