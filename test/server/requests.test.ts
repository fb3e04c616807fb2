import assert from "node:assert/strict"
import { test } from "node:test"
import { forEachDatabase } from "../kit/databases.ts"
import { makeFilm } from "../kit/films.ts"
import { encode, frameOf } from "../kit/peer.ts"
import { connectAdmin, connectMember, password } from "../kit/people.ts"
import { startServer } from "../kit/server.ts"

const testFrame =
  "690000007b2274797065223a20227265676973746572222c2022757365725f74797065223a202261646d696e222c20226e616d65223a202261646d222c202270617373776f7264223a20223866653463313134353132383163303934613635373865366464626635656564227d"

forEachDatabase((kit) => {
  test("the contract's test frame registers an admin", async () => {
    await using server = await startServer({}, kit)
    const peer = await server.connect()
    await peer.send(Buffer.from(testFrame, "hex"))
    assert.equal((await peer.reply()).flag, true)
    const login = { type: "login", name: "adm", password: "8fe4c11451281c094a6578e6ddbf5eed" }
    await peer.ok({ ...login, user_type: "admin" })
  })

  test("a type that is not in the table is refused and the connection stays usable", async () => {
    await using server = await startServer({}, kit)
    const peer = await server.connect()
    const types = ["nothing", "REGISTER", "", "__proto__", "constructor", "toString", 0, null, ["login"], {}]
    for (const type of types) await peer.fails("UNKNOWN_TYPE", { type })
    await peer.fails("UNKNOWN_TYPE", {})
    await peer.fails("UNKNOWN_TYPE", { type: "nothing", session: "x", file_size: 10 })
    await peer.ok({ type: "ping" })
  })

  test("keys that a message does not know are ignored", async () => {
    await using server = await startServer({}, kit)
    const peer = await connectAdmin(server)
    const stale = {
      file_md5: 5,
      file_size: "many",
      movie_type: [],
      delete_movie_id: null,
      title: "x",
      hasOwnProperty: 1,
      toJSON: true,
    }
    await peer.ok({ ...stale, type: "check_notice" })
    await peer.ok({ ...stale, type: "register", name: "stale", password, user_type: "user", id: 7 })
    await peer.ok({ ...stale, type: "get_movie_list", movie_type: "all", is_free: 2 })
  })

  test("a reply repeats the request's id where it is text or a number", async () => {
    await using server = await startServer({}, kit)
    const peer = await connectMember(server)
    for (const id of ["a", "", "电影", 0, -1, 1.5, 9_007_199_254_740_991, "x".repeat(1000)]) {
      assert.equal((await peer.ok({ type: "ping", id })).id, id)
      assert.equal((await peer.fails("UNKNOWN_TYPE", { type: "?", id })).id, id)
      assert.equal((await peer.fails("NOT_LOGGED_IN", { type: "logout", session: 0, id })).id, id)
      assert.equal((await peer.fails("BAD_FIELD", { type: "download_movie", id })).id, id)
    }
    for (const id of [null, true, [1], { a: 1 }]) assert.ok(!("id" in (await peer.ok({ type: "ping", id }))))
    assert.ok(!("id" in (await peer.ok({ type: "ping" }))))
  })

  test("an id that is too large for a number does not come back as something else", async () => {
    await using server = await startServer({}, kit)
    const peer = await server.connect()
    await peer.send(frameOf('{"type":"ping","id":1e999}'))
    assert.ok(!("id" in (await peer.reply())))
  })

  test("100 requests in one write are answered in order", async () => {
    await using server = await startServer({}, kit)
    const peer = await connectMember(server)
    const { session } = peer
    const types = ["ping", "who_am_i", "check_notice", "nothing", "get_movie_list"]
    const requests = Array.from({ length: 100 }, (_, id) => ({
      type: types[id % types.length],
      movie_type: "all",
      session,
      id,
    }))
    await peer.send(Buffer.concat(requests.map(encode)))
    for (const { id, type } of requests) {
      const reply = await peer.reply()
      assert.deepEqual([reply.id, reply.code], [id, type === "nothing" ? "UNKNOWN_TYPE" : 0])
    }
    assert.equal(peer.receivedBytes, 0)
  })

  test("requests of every kind with films between them in one write are answered in order", async () => {
    await using server = await startServer({}, kit)
    const peer = await connectAdmin(server)
    const { session } = peer
    const film = makeFilm(5000)
    const small = makeFilm(1, "one byte")
    await peer.send(
      Buffer.concat([
        encode({ ...film.request, session, id: 0 }),
        film.bytes,
        encode({ ...small.request, session, id: 1 }),
        small.bytes,
        encode({ type: "download_movie", movie_id: 1, session, id: 2 }),
        encode({ type: "ping", id: 3 }),
        encode({ type: "download_movie", movie_id: 2, session, id: 4 }),
        encode({ type: "logout", session, id: 5 }),
        encode({ ...film.request, session, id: 6 }),
        film.bytes,
        encode({ type: "ping", id: 7 }),
      ]),
    )
    const ids = [(await peer.reply()).id, (await peer.reply()).id]
    ids.push((await peer.reply()).id)
    assert.deepEqual(await peer.bytes(5000), film.bytes)
    ids.push((await peer.reply()).id, (await peer.reply()).id)
    assert.deepEqual(await peer.bytes(1), small.bytes)
    ids.push((await peer.reply()).id)
    const refused = await peer.reply()
    assert.equal(refused.code, "NOT_LOGGED_IN")
    ids.push(refused.id, (await peer.reply()).id)
    assert.deepEqual(ids, [0, 1, 2, 3, 4, 5, 6, 7])
  })

  test("a client that stops sending still gets every answer, and then the end", async () => {
    await using server = await startServer({}, kit)
    const peer = await connectMember(server)
    const requests = Array.from({ length: 20 }, (_, id) =>
      encode({ type: "who_am_i", session: peer.session, id }),
    )
    peer.socket.end(Buffer.concat(requests))
    for (let id = 0; id < 20; id++) assert.equal((await peer.reply()).id, id)
    assert.equal((await peer.end()).length, 0)
  })
})
