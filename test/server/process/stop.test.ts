import assert from "node:assert/strict"
import { once } from "node:events"
import { connect } from "node:net"
import { test } from "node:test"
import { forEachDatabase } from "../../kit/databases.ts"
import { makeFilm } from "../../kit/films.ts"
import { encode, type Peer } from "../../kit/peer.ts"
import { logIn, password, upload } from "../../kit/people.ts"
import { runServer, type ServerProcess } from "../../kit/process.ts"
import { until } from "../../kit/until.ts"
import { filesIn, filmFilesIn } from "../../kit/uploads.ts"

const long = makeFilm(24 * 1024 * 1024)

async function connectAdmin(server: ServerProcess): Promise<Peer> {
  const peer = await server.connect()
  await peer.ok({ type: "register", name: "admin", password, user_type: "admin" })
  await logIn(peer, "admin", "admin")
  return peer
}

/** Answers once nobody listens on a port any more. */
async function closedPort(port: number): Promise<void> {
  await until("the port is closed", async () => {
    const socket = connect(port, "127.0.0.1")
    const isOpen = await Promise.race([
      once(socket, "connect").then(() => true),
      once(socket, "error").then(() => false),
    ]).catch(() => false)
    socket.destroy()
    return !isOpen
  })
}

for (const signal of ["SIGTERM", "SIGINT"] as const) {
  test(`${signal} ends an idle server at once with exit code 0, and its peers are told of the end`, async () => {
    await using server = await runServer({ REELWIRE_DRAIN_S: "60" })
    const peer = await server.connect()
    await peer.ok({ type: "ping" })
    server.child.kill(signal)
    assert.equal((await peer.end()).length, 0)
    const { code, stderr } = await server.ended()
    assert.deepEqual([code, stderr], [0, ""])
    assert.deepEqual(await filesIn(`${server.dataDir}/uploads`), [])
  })
}

test("SIGTERM during a download: nobody new gets in, the download is finished, exit code 0", async () => {
  await using server = await runServer({ REELWIRE_DRAIN_S: "60" })
  const peer = await connectAdmin(server)
  await upload(peer, long)
  await peer.ok({ type: "download_movie", movie_id: 1 })
  const first = await peer.bytes(1000)
  peer.pause()
  server.child.kill("SIGTERM")
  await closedPort(server.port)
  peer.resume()
  const rest = await peer.bytes(long.bytes.length - 1000)
  assert.ok(Buffer.concat([first, rest]).equals(long.bytes))
  assert.equal((await server.ended()).code, 0)
  await using again = await runServer({}, server.dataDir)
  const back = await again.connect()
  await logIn(back, "admin", "admin")
  const { downloads } = await back.ok({ type: "list_downloads" })
  assert.match(JSON.stringify(downloads), /"is_sent":1/)
})

test("SIGTERM during an upload: it is finished, and the film is there after a new start", async () => {
  await using server = await runServer({ REELWIRE_DRAIN_S: "60" })
  const peer = await connectAdmin(server)
  const film = makeFilm(100_000)
  await peer.send(
    Buffer.concat([encode({ ...film.request, session: peer.session }), film.bytes.subarray(0, 50_000)]),
  )
  await until("the upload has begun", async () => (await filesIn(`${server.dataDir}/uploads`)).length === 1)
  server.child.kill("SIGTERM")
  await closedPort(server.port)
  await peer.send(film.bytes.subarray(50_000))
  assert.equal((await peer.reply()).flag, true)
  assert.equal((await server.ended()).code, 0)
  await using again = await runServer({}, server.dataDir)
  const back = await again.connect()
  await logIn(back, "admin", "admin")
  assert.deepEqual((await back.ok({ type: "get_movie_list", movie_type: "all" })).movie_list, [
    ["film.mp4", "免费", 1],
  ])
})

test("after the drain time what is under way is cut, and the exit code is 0 all the same", async () => {
  await using server = await runServer({ REELWIRE_DRAIN_S: "0.3" })
  const peer = await connectAdmin(server)
  await upload(peer, long)
  await peer.ok({ type: "download_movie", movie_id: 1 })
  await peer.bytes(1000)
  peer.pause()
  const startMs = performance.now()
  server.child.kill("SIGTERM")
  assert.equal((await server.ended()).code, 0)
  const tookMs = performance.now() - startMs
  assert.ok(tookMs > 290 && tookMs < 3000, `it took ${tookMs} ms`)
})

test("a second signal ends the server at once, and one that a launcher repeats doesn't", async () => {
  await using server = await runServer({ REELWIRE_DRAIN_S: "60" })
  const peer = await connectAdmin(server)
  await upload(peer, long)
  await peer.ok({ type: "download_movie", movie_id: 1 })
  peer.pause()
  server.child.kill("SIGTERM")
  server.child.kill("SIGTERM")
  await closedPort(server.port)
  assert.equal(server.child.exitCode, null)
  const repeating = setInterval(() => server.child.kill("SIGTERM"), 50)
  assert.equal((await server.ended()).code, 1)
  clearInterval(repeating)
})

forEachDatabase((kit) => {
  test("a server killed in the middle of an upload leaves a sane library, and its leftovers go at the next start", async () => {
    await using database = await kit.fresh()
    const env = { REELWIRE_DATABASE_URL: database.url }
    await using server = await runServer(env)
    const uploadsDir = `${server.dataDir}/uploads`
    const peer = await connectAdmin(server)
    const whole = makeFilm(1000, "whole")
    await upload(peer, whole)
    await peer.send(
      Buffer.concat([encode({ ...long.request, session: peer.session }), long.bytes.subarray(0, 500_000)]),
    )
    await until("the upload has begun", async () => (await filmFilesIn(uploadsDir)).length === 2)
    server.child.kill("SIGKILL")
    await server.ended()
    assert.equal((await filmFilesIn(uploadsDir)).length, 2)
    await using again = await runServer(env, server.dataDir)
    assert.equal((await filmFilesIn(uploadsDir)).length, 1)
    const back = await again.connect()
    await logIn(back, "admin", "admin")
    assert.deepEqual((await back.ok({ type: "get_movie_list", movie_type: "all" })).movie_list, [
      ["whole", "免费", 1],
    ])
    await back.ok({ type: "download_movie", movie_id: 1 })
    assert.deepEqual(await back.bytes(1000), whole.bytes)
    await upload(back, long)
  })

  test("a starting server leaves the uploads of another living one alone", async () => {
    await using database = await kit.fresh()
    const env = { REELWIRE_DATABASE_URL: database.url }
    await using server = await runServer(env)
    const peer = await connectAdmin(server)
    const film = makeFilm(100_000)
    await peer.send(
      Buffer.concat([encode({ ...film.request, session: peer.session }), film.bytes.subarray(0, 50_000)]),
    )
    await until("the upload has begun", async () => (await filesIn(`${server.dataDir}/uploads`)).length === 1)
    await using other = await runServer(env, server.dataDir)
    await peer.send(film.bytes.subarray(50_000))
    assert.equal((await peer.reply()).flag, true)
    const reader = await other.connect()
    await logIn(reader, "admin", "admin")
    await reader.ok({ type: "download_movie", movie_id: 1 })
    assert.deepEqual(await reader.bytes(100_000), film.bytes)
  })
})
