import assert from "node:assert/strict"
import { once } from "node:events"
import { connect as connectTcp, createServer, type Socket } from "node:net"
import { buffer } from "node:stream/consumers"
import { test } from "node:test"
import { setTimeout as delay } from "node:timers/promises"
import { prehash } from "../../client/prehash.ts"
import { Refused } from "../../client/refused.ts"
import { connect, type Remote } from "../../client/remote.ts"
import { ConnectionLost } from "../../client/trouble.ts"
import { makeFilm } from "../kit/films.ts"
import { startServer } from "../kit/server.ts"

const host = "127.0.0.1"

/** Registers somebody and logs them in. */
async function enter(remote: Remote, name: string, user_type: "admin" | "user"): Promise<void> {
  await remote.call("register", { name, password: prehash("secret"), user_type })
  await remote.call("login", { name, password: prehash("secret"), user_type })
}

/** A wire to a server that can be cut. */
async function startWire(port: number): Promise<AsyncDisposable & { port: number; cut(): void }> {
  const ends = new Set<Socket>()
  const wire = createServer((near) => {
    const far = connectTcp(port, host)
    for (const end of [near, far]) {
      ends.add(end)
      end.on("error", () => undefined)
      end.on("close", () => {
        near.destroy()
        far.destroy()
      })
    }
    near.pipe(far).pipe(near)
  })
  wire.listen(0, host)
  await once(wire, "listening")
  const address = wire.address()
  if (address === null || typeof address === "string") throw new Error("a TCP server has a port")
  const cut = (): void => {
    for (const end of ends) end.resetAndDestroy()
    ends.clear()
  }
  return {
    port: address.port,
    cut,
    [Symbol.asyncDispose]: async () => {
      cut()
      wire.close()
      await once(wire, "close")
    },
  }
}

test("a film goes up and comes down byte for byte, with messages in the client's language", async () => {
  await using server = await startServer()
  await using remote = await connect({ host, port: server.port, lang: "zh" })
  await enter(remote, "admin", "admin")
  const film = makeFilm(3_000_000)
  const { type: _, ...request } = film.request
  const source = (async function* () {
    yield film.bytes
  })()
  const { movie_id, msg } = await remote.upload(request, source)
  assert.match(msg, /\p{Script=Han}/u)
  const download = await remote.download({ movie_id })
  assert.equal(download.reply.file_name, "film.mp4")
  assert.deepEqual(await buffer(download.film), film.bytes)
})

test("a session outlives a cut connection within its grace time", async () => {
  await using server = await startServer({ sessionGraceS: 60 })
  await using wire = await startWire(server.port)
  await using remote = await connect({ host, port: wire.port })
  await enter(remote, "member", "user")
  for (let round = 0; round < 3; round++) {
    wire.cut()
    const [me, movies] = await Promise.all([remote.call("who_am_i", {}), remote.call("list_movies", {})])
    assert.deepEqual([me.name, movies.movies], ["member", []])
  }
})

test("a session whose grace time is over is forgotten", async () => {
  await using server = await startServer({ sessionGraceS: 0 })
  await using wire = await startWire(server.port)
  await using remote = await connect({ host, port: wire.port })
  await enter(remote, "member", "user")
  wire.cut()
  // Presenting the session would be coming back in time, so only the clock can tell that it is too late.
  await delay(500)
  await assert.rejects(
    remote.call("who_am_i", {}),
    (error: unknown) => error instanceof Refused && error.code === "NOT_LOGGED_IN",
  )
  assert.equal(remote.session, undefined)
})

test("a download that is cut fails, and the film can be had again with the same session", async () => {
  await using server = await startServer({ sessionGraceS: 60 })
  await using wire = await startWire(server.port)
  await using remote = await connect({ host, port: wire.port })
  await enter(remote, "admin", "admin")
  const film = makeFilm(8_000_000)
  const { type: _, ...request } = film.request
  const source = (async function* () {
    yield film.bytes
  })()
  const { movie_id } = await remote.upload(request, source)
  const download = await remote.download({ movie_id })
  await assert.rejects(async () => {
    for await (const bytes of download.film) if (bytes.length > 0) wire.cut()
  }, ConnectionLost)
  const again = await remote.download({ movie_id })
  assert.deepEqual(await buffer(again.film), film.bytes)
})

test("a connection that the server closed while nobody typed is made again for the next call", async () => {
  await using server = await startServer({ firstFrameS: 0.05 })
  await using remote = await connect({ host, port: server.port })
  await delay(200)
  await remote.call("register", { name: "late", password: prehash("secret"), user_type: "user" })
})
