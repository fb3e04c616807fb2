import assert from "node:assert/strict"
import { test } from "node:test"
import type { Settings } from "../../../conf/settings.ts"
import { DownloadRecord } from "../../../db/download-record.ts"
import { type DatabaseKit, forEachDatabase } from "../../kit/databases.ts"
import { makeFilm } from "../../kit/films.ts"
import { encode, type Peer } from "../../kit/peer.ts"
import { connectAdmin, connectMember, listIn, upload } from "../../kit/people.ts"
import { startServer, type TestServer } from "../../kit/server.ts"
import { asObject } from "../../kit/shapes.ts"
import { until } from "../../kit/until.ts"

const film = makeFilm(100_000, "film.mp4")
const download = { type: "download_movie", movie_id: 1, movie_type: "free" }

type Library = AsyncDisposable & { readonly server: TestServer; readonly admin: Peer; readonly member: Peer }

async function openLibrary(
  settings: Partial<Settings>,
  kit: DatabaseKit,
  bytes: number = film.bytes.length,
): Promise<Library> {
  const server = await startServer(settings, kit)
  const admin = await connectAdmin(server)
  await upload(admin, bytes === film.bytes.length ? film : makeFilm(bytes))
  const member = await connectMember(server)
  return { server, admin, member, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() }
}

async function downloadsOf(peer: Peer): Promise<readonly Readonly<Record<string, unknown>>[]> {
  return listIn(await peer.ok({ type: "list_downloads" }), "downloads").map(asObject)
}

forEachDatabase((kit) => {
  test("a download has the film's name, size and sampled md5, and then its very bytes", async () => {
    await using library = await openLibrary({}, kit)
    const reply = await library.member.ok(download)
    assert.deepEqual(
      [reply.file_name, reply.file_size, reply.file_md5, reply.wait_time],
      ["film.mp4", 100_000, film.request.file_md5, 0],
    )
    assert.deepEqual(await library.member.bytes(100_000), film.bytes)
    await library.member.ok({ type: "ping" })
  })

  test("a film that there is not can't be downloaded", async () => {
    await using library = await openLibrary({}, kit)
    for (const movie_id of [2, 9_007_199_254_740_991]) {
      await library.member.fails("NO_SUCH_MOVIE", { ...download, movie_id })
    }
    for (const movie_id of [0, -1, 1.5, "1", null, 1e300]) {
      await library.member.fails("BAD_FIELD", { ...download, movie_id })
    }
    assert.deepEqual(await downloadsOf(library.member), [])
  })

  test("a VIP waits for nothing, others the set time, in which nobody else is held up", async () => {
    // Long enough that a busy machine answers all the others meanwhile.
    const waitS = 3
    await using library = await openLibrary({ downloadWaitS: waitS }, kit)
    const { server, member } = library
    const vip = await connectMember(server, "vip")
    await vip.ok({ type: "buy_vip" })
    const startMs = performance.now()
    const reply = await member.ok(download)
    assert.equal(reply.wait_time, waitS)
    assert.equal((await vip.ok(download)).wait_time, 0)
    assert.deepEqual(await vip.bytes(100_000), film.bytes)
    for (let round = 0; round < 20; round++) await vip.ok({ type: "who_am_i" })
    assert.equal(member.receivedBytes, 0, "the others waited as well")
    assert.deepEqual(await member.bytes(100_000), film.bytes)
    const tookMs = performance.now() - startMs
    assert.ok(tookMs >= waitS * 1000 - 5, `the bytes came after ${tookMs} ms`)
  })

  test("requests that were sent behind a download are answered behind its bytes", async () => {
    await using library = await openLibrary({ downloadWaitS: 0.05 }, kit)
    const { member } = library
    const { session } = member
    const ping = { type: "ping", id: "behind" }
    await member.send(Buffer.concat([encode({ ...download, session }), encode(ping)]))
    assert.equal((await member.reply()).file_size, 100_000)
    assert.deepEqual(await member.bytes(100_000), film.bytes)
    assert.equal((await member.reply()).id, "behind")
  })

  test("the record is sent once the last byte was taken, and finished when the client says delivered", async () => {
    await using library = await openLibrary({ priceFen: 1000 }, kit)
    const { member } = library
    await member.ok(download)
    await member.bytes(100_000)
    const [record] = await downloadsOf(member)
    assert.deepEqual(
      [record?.name, record?.bytes, record?.size, record?.price_fen, record?.movie_id],
      ["film.mp4", 100_000, 100_000, 0, 1],
    )
    assert.deepEqual([record?.is_sent, record?.is_finished], [1, 0])
    for (let round = 0; round < 2; round++) {
      await member.ok({ type: "delivered", download_id: 1 })
      const [delivered] = await downloadsOf(member)
      assert.deepEqual([delivered?.is_sent, delivered?.is_finished, delivered?.bytes], [1, 1, 100_000])
    }
  })

  test("nobody else's download can be said to be delivered, nor one that there is not", async () => {
    await using library = await openLibrary({}, kit)
    const { admin, member } = library
    await member.ok(download)
    await member.bytes(100_000)
    await admin.fails("NO_SUCH_DOWNLOAD", { type: "delivered", download_id: 1 })
    await member.fails("NO_SUCH_DOWNLOAD", { type: "delivered", download_id: 2 })
    await member.fails("BAD_FIELD", { type: "delivered" })
    assert.equal((await downloadsOf(member))[0]?.is_finished, 0)
  })

  test("the record of a reader that went away in the middle stays unfinished", async () => {
    await using library = await openLibrary({}, kit, 24 * 1024 * 1024)
    const { server, admin, member } = library
    await member.ok(download)
    await member.bytes(1024 * 1024)
    member.reset()
    const { database } = server.running.app
    await until("the record has its bytes", () =>
      database.run(async () => ((await DownloadRecord.get(1))?.bytes ?? 0) > 0),
    )
    const record = await database.run(() => DownloadRecord.get(1))
    assert.ok(record !== undefined && record.bytes < 24 * 1024 * 1024)
    assert.equal(record.is_finished, false)
    await admin.ok({ type: "ping" })
  })

  test("the record of a member who went away while waiting has no bytes", async () => {
    await using library = await openLibrary({ downloadWaitS: 60, sessionGraceS: 60 }, kit)
    const { server, member } = library
    const { session } = member
    await member.ok(download)
    await member[Symbol.asyncDispose]()
    const back = await server.connect()
    back.session = session
    const [record] = await downloadsOf(back)
    assert.deepEqual([record?.bytes, record?.is_finished], [0, 0])
  })

  test("a download under way survives the film's deletion", async () => {
    await using library = await openLibrary({ downloadWaitS: 0.2 }, kit)
    const { admin, member } = library
    await member.ok(download)
    await admin.ok({ type: "delete_movie", delete_movie_id: 1 })
    await admin.fails("NO_SUCH_MOVIE", download)
    assert.deepEqual(await member.bytes(100_000), film.bytes)
    assert.deepEqual((await member.ok({ type: "check_download_record" })).record_list, ["film.mp4"])
  })

  test("check_download_record has one's own downloads, newest first", async () => {
    await using library = await openLibrary({}, kit)
    const { admin, member } = library
    assert.deepEqual((await member.ok({ type: "check_download_record" })).record_list, [])
    await upload(admin, makeFilm(10, "second"))
    for (const movie_id of [1, 2, 1]) {
      const { file_size } = await member.ok({ ...download, movie_id })
      await member.bytes(Number(file_size))
    }
    const { record_list } = await member.ok({ type: "check_download_record" })
    assert.deepEqual(record_list, ["film.mp4", "second", "film.mp4"])
    assert.deepEqual((await admin.ok({ type: "check_download_record" })).record_list, [])
  })

  test("list_downloads goes through the record page by page, each download once", async () => {
    await using library = await openLibrary({}, kit)
    const { member } = library
    for (let round = 0; round < 5; round++) {
      await member.ok(download)
      await member.bytes(100_000)
    }
    const first = await member.ok({ type: "list_downloads", limit: 2 })
    const ids: unknown[] = listIn(first, "downloads").map((record) => asObject(record).id)
    let next: unknown = first.next_before_id
    while (next !== null) {
      const page = await member.ok({ type: "list_downloads", limit: 2, before_id: next })
      ids.push(...listIn(page, "downloads").map((record) => asObject(record).id))
      next = page.next_before_id
    }
    assert.deepEqual(ids, [5, 4, 3, 2, 1])
  })
})
