import assert from "node:assert/strict"
import { test } from "node:test"
import { forEachDatabase } from "../../../kit/databases.ts"
import { makeFilm } from "../../../kit/films.ts"
import { connectAdmin, connectMember, numberIn, password, textIn, upload } from "../../../kit/people.ts"
import { startServer } from "../../../kit/server.ts"
import { until } from "../../../kit/until.ts"
import { WebSocketPeer } from "../../../kit/web-socket-peer.ts"

const member = { name: "member", password, user_type: "user" }

forEachDatabase((kit) => {
  test("a person registers, logs in and asks over a WebSocket, which its session is bound to", async () => {
    await using server = await startServer({ gateway: true, webSessionS: 60 }, kit)
    await using peer = await WebSocketPeer.connect(server)
    await peer.ok({ type: "register", ...member })
    await peer.fails("NOT_LOGGED_IN", { type: "who_am_i", session: "somebody's" })
    const session = textIn(await peer.ok({ type: "login", ...member }), "session")
    assert.equal((await peer.ok({ type: "who_am_i", session })).name, "member")
    assert.equal((await peer.ok({ type: "who_am_i" })).name, "member")
    peer.close()
    const { sessions } = server.running.app
    await until("the session is in its grace time", () => sessions.find(session)?.grace !== undefined)
    await using next = await WebSocketPeer.connect(server)
    await next.ok({ type: "who_am_i", session })
  })

  test("notices are pushed to whoever subscribed, by the cookie's session too", async () => {
    await using server = await startServer({ gateway: true }, kit)
    const admin = await connectAdmin(server)
    const tcp = await connectMember(server)
    await using peer = await WebSocketPeer.connect(server, { cookie: `reelwire-session=${tcp.session}` })
    await peer.ok({ type: "subscribe", topics: ["notices"] })
    await admin.ok({ type: "release_notice", title: "Hello", content: "Something new" })
    const push = await peer.push()
    assert.deepEqual([push.push, push.title], ["notice", "Hello"])
  })
})

test("replies come in the order of the requests, each with its id", async () => {
  await using server = await startServer({ gateway: true })
  await using peer = await WebSocketPeer.connect(server)
  for (let id = 0; id < 500; id++) peer.send({ type: id % 2 === 0 ? "ping" : "nothing", id })
  for (let id = 0; id < 500; id++) {
    const reply = await peer.reply()
    assert.deepEqual([reply.id, reply.code], [id, id % 2 === 0 ? 0 : "UNKNOWN_TYPE"])
  }
})

test("a session of the cookie moves to the WebSocket, and ends webSessionS after it closed", async () => {
  await using server = await startServer({ gateway: true, webSessionS: 1, sessionGraceS: 1 })
  const headers = { "content-type": "application/json" }
  await fetch(`${server.url}/api/v1/register`, { method: "POST", headers, body: JSON.stringify(member) })
  const answer = await fetch(`${server.url}/session`, {
    method: "POST",
    headers,
    body: JSON.stringify(member),
  })
  const cookie = answer.headers.getSetCookie()[0]?.split(";")[0] ?? ""
  const { sessions } = server.running.app
  const token = cookie.split("=")[1] ?? ""
  await using peer = await WebSocketPeer.connect(server, { cookie })
  await peer.ok({ type: "who_am_i" })
  assert.equal(sessions.find(token)?.grace, undefined)
  peer.close()
  await peer.closed()
  await until("the session is over", () => sessions.find(token) === undefined)
})

test("a request that brings film bytes is told which way to go, with its id", async () => {
  await using server = await startServer({ gateway: true })
  await using peer = await WebSocketPeer.connect(server)
  for (const type of ["upload_movie", "send_piece", "set_poster"]) {
    const reply = await peer.fails("FILM_BY_HTTP", { type, id: type, file_size: 10 })
    assert.match(reply.msg, new RegExp(`/api/v1/${type} as multipart`))
    assert.equal(reply.id, type)
  }
})

test("a download is answered with an address, and the place in the line is told and pushed", async () => {
  await using server = await startServer({ gateway: true, downloadSlots: 1, slotLingerS: 60 })
  const admin = await connectAdmin(server)
  const movie_id = await upload(admin, makeFilm(1000))
  const one = await connectMember(server, "one")
  const two = await connectMember(server, "two")
  await using first = await WebSocketPeer.connect(server, { cookie: `reelwire-session=${one.session}` })
  await using second = await WebSocketPeer.connect(server, { cookie: `reelwire-session=${two.session}` })
  const asked = { type: "download_movie", movie_id, payment: "separate", queue: "tell" }
  const reply = await first.ok(asked)
  assert.match(textIn(reply, "url"), new RegExp(`^/films/${movie_id}/file[?]link=`))
  const { place } = await second.fails("QUEUED", asked)
  await first.ok({ type: "delivered", download_id: numberIn(reply, "download_id") })
  const turn = await second.push()
  assert.deepEqual([turn.push, turn.place], ["turn", place])
  assert.match(textIn(await second.ok({ ...asked, place }), "url"), /^\/films\//)
})

test("a page of another site gets no WebSocket, one of ours and of an allowed origin does", async () => {
  await using server = await startServer({ gateway: true, webOrigins: ["https://films.example"] })
  await assert.rejects(WebSocketPeer.connect(server, { origin: "https://evil.example" }))
  await assert.rejects(WebSocketPeer.connect(server, { "sec-fetch-site": "cross-site" }))
  await assert.rejects(WebSocketPeer.connect(server, { "sec-fetch-site": "same-site" }))
  for (const origin of [server.url, "https://films.example"]) {
    await using peer = await WebSocketPeer.connect(server, { origin })
    await peer.ok({ type: "ping" })
  }
})

test("refusals come in the language that the browser asks for", async () => {
  await using server = await startServer({ gateway: true })
  await using peer = await WebSocketPeer.connect(server, { "accept-language": "zh-CN,zh;q=0.9" })
  assert.match((await peer.fails("BAD_JSON", [])).msg, /请求/)
  assert.match((await peer.fails("NOT_LOGGED_IN", { type: "who_am_i" })).msg, /请先登录/)
  assert.match((await peer.fails("NOT_LOGGED_IN", { type: "who_am_i", lang: "en" })).msg, /log in/)
})

test("a stopping server answers what is under way, and closes with 1001", async () => {
  const server = await startServer({ gateway: true, drainS: 5, downloadSlots: 1, slotLingerS: 60 })
  const movie_id = await upload(await connectAdmin(server), makeFilm(1000))
  const { session } = await connectMember(server)
  await using idle = await WebSocketPeer.connect(server)
  await using peer = await WebSocketPeer.connect(server, { cookie: `reelwire-session=${session}` })
  await peer.ok({ type: "download_movie", movie_id })
  peer.send({ type: "download_movie", movie_id, id: "waiting" })
  const { slots } = server.running.app
  await until("it waits for its turn", () => slots.counts.places === 1)
  const disposed = server[Symbol.asyncDispose]()
  const { id, code } = await peer.reply()
  assert.deepEqual([id, code], ["waiting", "STOPPING"])
  assert.deepEqual([await peer.closed(), await idle.closed()], [1001, 1001])
  await disposed
})
