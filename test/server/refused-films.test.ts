import assert from "node:assert/strict"
import { readdir } from "node:fs/promises"
import { join } from "node:path"
import { test } from "node:test"
import { forEachDatabase } from "../kit/databases.ts"
import { makeFilm } from "../kit/films.ts"
import { encode, type Peer } from "../kit/peer.ts"
import { connectAdmin, connectMember } from "../kit/people.ts"
import { startServer, type TestServer } from "../kit/server.ts"

const film = makeFilm(300_000)
const wrongMd5 = "0".repeat(32)

/** Every file below the folder of films. */
async function filesOf(server: TestServer): Promise<string[]> {
  const entries = await readdir(join(server.dataDir, "uploads"), { recursive: true, withFileTypes: true })
  return entries.filter((entry) => entry.isFile()).map(({ name }) => name)
}

/** Sends a refused upload, its film bytes and a ping in one write, and checks that both are answered in order. */
async function refusedThenUsable(peer: Peer, code: string, request: object): Promise<void> {
  const { session } = peer
  const ping = encode({ type: "ping", id: "after" })
  await peer.send(Buffer.concat([encode({ session, ...request }), film.bytes, ping]))
  const reply = await peer.reply()
  assert.deepEqual([reply.flag, reply.code], [false, code])
  assert.equal((await peer.reply()).id, "after")
}

forEachDatabase((kit) => {
  test("the film bytes of a refused request are thrown away and the connection stays usable", async () => {
    await using server = await startServer({}, kit)
    const admin = await connectAdmin(server)
    const member = await connectMember(server)
    const stranger = await server.connect()
    await refusedThenUsable(stranger, "NOT_LOGGED_IN", film.request)
    await refusedThenUsable(member, "NOT_ALLOWED", film.request)
    await refusedThenUsable(admin, "BAD_FIELD", { ...film.request, is_free: "yes" })
    await refusedThenUsable(admin, "BAD_FIELD", { ...film.request, file_name: undefined })
    await refusedThenUsable(admin, "WRONG_CONTENT", { ...film.request, file_md5: wrongMd5 })
    await admin.ok({ type: "logout" })
    await refusedThenUsable(admin, "NOT_LOGGED_IN", film.request)
    assert.deepEqual(await filesOf(server), [])
    assert.deepEqual((await member.ok({ type: "get_movie_list", movie_type: "all" })).movie_list, [])
  })

  test("a film of any size that differs in a sampled byte from the announced one is refused", async () => {
    await using server = await startServer({}, kit)
    const admin = await connectAdmin(server)
    for (const size of [1, 9, 10, 11, 29, 30, 31, 300]) {
      const { request, bytes } = makeFilm(size)
      const changed = Buffer.from(bytes)
      changed[0] = (changed[0] ?? 0) ^ 1
      await admin.fails("WRONG_CONTENT", request, changed)
      await admin.ok(request, bytes)
    }
  })

  test("a refused film over the limit is refused at once and the connection closed", async () => {
    await using server = await startServer({ maxRefusedFilmBytes: 1000 }, kit)
    const admin = await connectAdmin(server)
    const stranger = await server.connect()
    await stranger.fails("NOT_LOGGED_IN", { ...film.request, file_size: 1000 }, film.bytes.subarray(0, 1000))
    await stranger.fails("NOT_LOGGED_IN", { ...film.request, file_size: 1001 })
    assert.equal((await stranger.end()).length, 0)
    await admin.fails("BAD_FIELD", { ...film.request, is_free: 7 })
    assert.equal((await admin.end()).length, 0)
  })

  test("the refusal of a film that is too long to be thrown away arrives while its bytes still come", async () => {
    await using server = await startServer({ maxRefusedFilmBytes: 1000 }, kit)
    const stranger = await server.connect()
    await stranger.fails("NOT_LOGGED_IN", film.request, film.bytes)
    assert.equal((await stranger.end()).length, 0)
  })

  test("a film whose md5 turned out wrong was read, so the connection stays usable whatever its size", async () => {
    await using server = await startServer({ maxRefusedFilmBytes: 1000 }, kit)
    const admin = await connectAdmin(server)
    await refusedThenUsable(admin, "WRONG_CONTENT", { ...film.request, file_md5: wrongMd5 })
  })

  test("without a size that can be counted the request is refused and the connection closed", async () => {
    await using server = await startServer({}, kit)
    const admin = await connectAdmin(server)
    const { session } = admin
    for (const file_size of [undefined, null, -1, 1.5, "5", "", 2 ** 53, 1e300, true, [5], {}]) {
      const peer = await server.connect()
      await peer.fails("BAD_FIELD", { ...film.request, session, file_size })
      assert.equal((await peer.end()).length, 0, String(file_size))
      const stranger = await server.connect()
      await stranger.fails("NOT_LOGGED_IN", { ...film.request, file_size })
      assert.equal((await stranger.end()).length, 0, String(file_size))
    }
    assert.deepEqual(await filesOf(server), [])
  })

  test("an empty film is refused and the connection stays usable", async () => {
    await using server = await startServer({}, kit)
    const admin = await connectAdmin(server)
    const { request } = makeFilm(0)
    await admin.fails("BAD_FIELD", request)
    await admin.ok({ type: "ping" })
  })

  test("a film over the largest size is refused at once, one of that size is taken", async () => {
    await using server = await startServer({ maxFilmBytes: 1000 }, kit)
    const admin = await connectAdmin(server)
    const largest = makeFilm(1000)
    await admin.ok(largest.request, largest.bytes)
    await admin.fails("FILM_TOO_LARGE", { ...largest.request, file_size: 1001 })
    assert.equal((await admin.end()).length, 0)
    const stranger = await server.connect()
    await stranger.fails("NOT_LOGGED_IN", { ...largest.request, file_size: 2 ** 40 })
    assert.equal((await stranger.end()).length, 0)
  })
})
