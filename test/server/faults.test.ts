import assert from "node:assert/strict"
import { rename, rm, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { test } from "node:test"
import { Movie } from "../../db/movie.ts"
import { forEachDatabase } from "../kit/databases.ts"
import { makeFilm } from "../kit/films.ts"
import { encode, type Peer, type Reply } from "../kit/peer.ts"
import { connectAdmin, connectMember, logIn, password, upload } from "../kit/people.ts"
import { startServer, type TestServer } from "../kit/server.ts"
import { until } from "../kit/until.ts"
import { filesIn, filmFilesIn } from "../kit/uploads.ts"

const film = makeFilm(100_000)

/** Checks that a reply is INTERNAL with an incident that the log has with a stack, and that the peer learns no more. */
function isIncident(server: TestServer, reply: Reply): void {
  const incident = /[0-9a-f]{8}-[0-9a-f-]{27}/.exec(reply.msg)?.[0]
  assert.ok(incident !== undefined, reply.msg)
  assert.deepEqual(Object.keys(reply).sort(), ["code", "flag", "msg"])
  const line = server.logged.find((one) => one.includes(incident))
  assert.match(line ?? "", /"stack":".*\\n\s+at /)
  assert.ok(!reply.msg.includes("SELECT") && !reply.msg.includes("/"), reply.msg)
}

/** Takes a table away under a running server, and answers how to bring it back. */
async function hideTable(server: TestServer, table: string): Promise<() => Promise<void>> {
  const { driver } = server.running.app.database
  await driver.table(`ALTER TABLE ${table} RENAME TO hidden`, [])
  return async () => {
    await driver.table(`ALTER TABLE hidden RENAME TO ${table}`, [])
  }
}

async function scenario(server: TestServer, index: number): Promise<void> {
  const peer: Peer = await connectMember(server, `client ${index}`)
  await peer.ok({ type: "get_movie_list", movie_type: "all" })
  await peer.ok({ type: "buy_vip" })
  await peer.ok({ type: "download_movie", movie_id: 1 })
  assert.ok((await peer.bytes(film.bytes.length)).equals(film.bytes))
  assert.deepEqual((await peer.ok({ type: "check_download_record" })).record_list, ["film.mp4"])
  await peer.ok({ type: "check_notice" })
  await peer.ok({ type: "logout" })
  await peer[Symbol.asyncDispose]()
}

forEachDatabase((kit) => {
  test("whatever breaks in a handler is INTERNAL with an incident id, and nobody else notices", async () => {
    await using server = await startServer({}, kit)
    const peer = await connectMember(server)
    const other = await server.connect()
    other.session = peer.session
    const bringBack = await hideTable(server, "download_record")
    isIncident(server, await peer.fails("INTERNAL", { type: "check_download_record" }))
    isIncident(server, await peer.fails("INTERNAL", { type: "check_download_record", lang: "zh" }))
    await other.ok({ type: "who_am_i" })
    await peer.ok({ type: "get_movie_list", movie_type: "all" })
    await bringBack()
    await peer.ok({ type: "check_download_record" })
  })

  test("a film whose file is gone is INTERNAL for who asks for it, and the server goes on", async () => {
    await using server = await startServer({}, kit)
    const admin = await connectAdmin(server)
    const id = await upload(admin, film)
    const [stored] = await server.running.app.database.run(() => Movie.select())
    await rm(join(server.settings.uploadsDir, "films", stored?.stored_name ?? ""))
    isIncident(server, await admin.fails("INTERNAL", { type: "download_movie", movie_id: id }))
    assert.deepEqual((await admin.ok({ type: "list_downloads" })).downloads, [])
  })

  test("a film whose file has another length than its row is INTERNAL, and what follows is not taken for its bytes", async () => {
    await using server = await startServer({ sessionGraceS: 60 }, kit)
    const admin = await connectAdmin(server)
    const id = await upload(admin, film)
    const [stored] = await server.running.app.database.run(() => Movie.select())
    await writeFile(
      join(server.settings.uploadsDir, "films", stored?.stored_name ?? ""),
      film.bytes.subarray(0, 10),
    )
    const reader = await server.connect()
    reader.session = admin.session
    const reply = await reader.ask({ type: "download_movie", movie_id: id })
    isIncident(server, reply)
    await reader.ok({ type: "ping" })
  })

  test("a store whose folder is gone fails uploads as INTERNAL, and they work once it is back", async () => {
    await using server = await startServer({}, kit)
    const admin = await connectAdmin(server)
    const { uploadsDir } = server.settings
    await rename(uploadsDir, `${uploadsDir}-away`)
    isIncident(server, await admin.fails("INTERNAL", film.request, film.bytes))
    await rename(`${uploadsDir}-away`, uploadsDir)
    await upload(admin, film)
  })

  test("an upload whose row can't be stored leaves no film behind", async () => {
    await using server = await startServer({}, kit)
    const admin = await connectAdmin(server)
    const bringBack = await hideTable(server, "movie")
    isIncident(server, await admin.fails("INTERNAL", film.request, film.bytes))
    await bringBack()
    assert.deepEqual(await filesIn(server.settings.uploadsDir), [])
    assert.deepEqual((await admin.ok({ type: "get_movie_list", movie_type: "all" })).movie_list, [])
  })

  test("a client that vanishes in the middle of its upload leaves nothing behind", async () => {
    await using server = await startServer({}, kit)
    const admin = await connectAdmin(server)
    const { uploadsDir } = server.settings
    for (const vanish of [(peer: Peer) => peer.reset(), (peer: Peer) => void peer.socket.end()]) {
      const peer = await server.connect()
      const begun = Buffer.concat([
        encode({ ...film.request, session: admin.session }),
        film.bytes.subarray(0, 60_000),
      ])
      await peer.send(begun)
      await until("the upload has begun", async () => (await filesIn(uploadsDir)).length === 1)
      vanish(peer)
      await until("nothing is left", async () => (await filesIn(uploadsDir)).length === 0)
    }
    assert.deepEqual((await admin.ok({ type: "get_movie_list", movie_type: "all" })).movie_list, [])
    assert.deepEqual(server.logged, [], "a peer that goes away is nobody's failure")
  })

  test("100 clients at once do all that members do", async () => {
    await using server = await startServer({ lockWaitMs: 10_000 }, kit)
    const admin = await connectAdmin(server)
    await upload(admin, film)
    await Promise.all(Array.from({ length: 100 }, (_, index) => scenario(server, index)))
    const { users } = await admin.ok({ type: "list_users", limit: 200 })
    assert.equal(Array.isArray(users) ? users.length : 0, 101)
    assert.equal(server.running.app.sessions.size, 1)
    assert.deepEqual(server.logged, [])
  })

  test("many at once registering, uploading and deleting leave a library that is in order", async () => {
    await using server = await startServer({}, kit)
    const admin = await connectAdmin(server)
    const peers = await Promise.all(Array.from({ length: 10 }, () => server.connect()))
    await Promise.all(
      peers.map(async (peer, index) => {
        await logIn(peer, "admin", "admin")
        for (let round = 0; round < 5; round++) {
          const id = await upload(peer, makeFilm(5000, `film ${index} ${round}`, index))
          if (round % 2 === 0) await peer.ok({ type: "delete_movie", delete_movie_id: id })
          await peer.ok({ type: "register", name: `user ${index} ${round}`, password, user_type: "user" })
        }
      }),
    )
    const { movie_list } = await admin.ok({ type: "get_movie_list", movie_type: "all" })
    assert.equal(Array.isArray(movie_list) ? movie_list.length : 0, 20)
    assert.equal((await filmFilesIn(server.settings.uploadsDir)).length, 50)
    assert.deepEqual(server.logged, [])
  })
})
