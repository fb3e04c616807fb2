import assert from "node:assert/strict"
import { createHash } from "node:crypto"
import { test } from "node:test"
import { setTimeout as delay } from "node:timers/promises"
import { forEachDatabase } from "../../kit/databases.ts"
import { makeFilm } from "../../kit/films.ts"
import { ask, expect } from "../../kit/http.ts"
import { connectAdmin, connectMember, password, upload } from "../../kit/people.ts"
import { RawHttp } from "../../kit/raw-http.ts"
import { startServer } from "../../kit/server.ts"
import { until } from "../../kit/until.ts"

const gateway = { gateway: true }

test("a body that is no JSON object, too deep, empty or of another type is refused in words", async () => {
  await using server = await startServer({ ...gateway, maxDepth: 5 })
  const json = { "content-type": "application/json" }
  const post = (body: string, headers: Record<string, string> = json): RequestInit => ({
    method: "POST",
    body,
    headers,
  })
  for (const body of ["{", "[]", "1", "null", '"x"', '{"a":"\\ud800"}']) {
    await expect(server, [400, "BAD_JSON"], "/api/v1/ping", post(body))
  }
  await expect(server, [400, "BAD_JSON"], "/api/v1/ping", post(""))
  await expect(server, [400, "BAD_JSON"], "/api/v1/ping", { method: "POST" })
  await expect(server, [400, "TOO_DEEP"], "/api/v1/ping", post(`{"a":${"[".repeat(5)}${"]".repeat(5)}}`))
  for (const type of ["text/plain", "application/xml", "application/x-www-form-urlencoded"]) {
    await expect(server, [415, "WRONG_MEDIA_TYPE"], "/api/v1/ping", post("{}", { "content-type": type }))
  }
  await expect(server, [415, "WRONG_MEDIA_TYPE"], "/api/v1/ping", { method: "POST", body: new FormData() })
  await expect(server, [415, "WRONG_MEDIA_TYPE"], "/api/v1/upload_movie", post("{}"))
  await expect(
    server,
    [200, 0],
    "/api/v1/ping",
    post("{}", { "content-type": "application/json; charset=utf-8" }),
  )
})

test("strangers may send as many bytes of JSON as over TCP, and who is logged in more", async () => {
  await using server = await startServer({ ...gateway, maxFrameBytesBeforeLogin: 1000, maxFrameBytes: 2000 })
  const { session } = await connectMember(server)
  const ping = (bytes: number): object => ({ pad: "x".repeat(bytes - '{"pad":""}'.length) })
  await expect(server, [200, 0], "/api/v1/ping", { json: ping(1000) })
  await expect(server, [413, "FRAME_TOO_LARGE"], "/api/v1/ping", { json: ping(1001) })
  for (const headers of [{ authorization: `Bearer ${session}` }, { cookie: `reelwire-session=${session}` }]) {
    await expect(server, [200, 0], "/api/v1/ping", { json: ping(2000), headers })
    await expect(server, [413, "FRAME_TOO_LARGE"], "/api/v1/ping", { json: ping(2001), headers })
  }
  await expect(server, [413, "FRAME_TOO_LARGE"], "/api/v1/ping", {
    json: ping(1001),
    headers: { authorization: "Bearer nobody" },
  })
})

test("a body that does not come to its end is given up in time, however its type is written", async () => {
  await using server = await startServer({ gateway: true, frameS: 1 })
  const types = ["application/json", "Application/JSON", "application/x-www-form-urlencoded"]
  const statuses = [...types, "Application/X-WWW-Form-Urlencoded"].map(async (type) => {
    await using peer = await RawHttp.connect(server)
    await peer.send("POST", "/login", { "content-type": type, "content-length": 50 }, Buffer.from("u"))
    const answer = await peer.answer()
    return answer.status
  })
  assert.deepEqual(await Promise.all(statuses), [408, 408, 408, 408])
})

test("an address that can't be read is refused as any request that can't", async () => {
  await using server = await startServer(gateway)
  for (const path of ["/%", "/api/v1/%", "/films/%zz/file"]) {
    const { text } = await expect(server, [400, "BAD_REQUEST"], path)
    assert.doesNotMatch(text, /%|FST/)
  }
})

test("an address says which methods it takes, and a type that isn't in the table is told to be none", async () => {
  await using server = await startServer(gateway)
  for (const [path, allow] of Object.entries({
    "/api/v1/ping": "GET, HEAD, POST, OPTIONS",
    "/api/v1/login": "POST, OPTIONS",
    "/api/v1/upload_movie": "POST, OPTIONS",
    "/session": "POST, DELETE, OPTIONS",
  })) {
    const { headers } = await expect(server, [405, "METHOD_NOT_ALLOWED"], path, { method: "PUT", json: {} })
    assert.equal(headers.get("allow"), allow)
    const options = await ask(server, path, { method: "OPTIONS" })
    assert.deepEqual([options.status, options.headers.get("allow"), options.text], [204, allow, ""])
  }
  await expect(server, [405, "METHOD_NOT_ALLOWED"], "/api/v1/login")
  for (const method of ["GET", "POST", "PUT"])
    await expect(server, [404, "UNKNOWN_TYPE"], "/api/v1/no_such_type", { method })
  await expect(server, [404, "UNKNOWN_TYPE"], "/api/v1/constructor", { json: {} })
})

test("replies come in the language that is asked for, and repeat an id", async () => {
  await using server = await startServer(gateway)
  const zh = { "accept-language": "fr, zh-CN;q=0.9, en;q=0.5" }
  assert.equal((await ask(server, "/api/v1/logout", { json: {}, headers: zh })).reply.msg, "请先登录")
  assert.equal(
    (await ask(server, "/api/v1/logout", { json: { lang: "en" }, headers: zh })).reply.msg,
    "Please log in first.",
  )
  assert.equal((await ask(server, "/api/v1/nothing", { headers: zh })).reply.msg, "没有这种类型的消息")
  for (const id of ["seven", 7])
    assert.equal((await ask(server, "/api/v1/ping", { json: { id } })).reply.id, id)
})

test("who has to wait is told for how long by Retry-After", async () => {
  await using server = await startServer({ ...gateway, loginTriesPerHour: 1 })
  await connectMember(server)
  const json = { name: "member", password: "wrong", user_type: "user" }
  await expect(server, [401, "BAD_LOGIN"], "/api/v1/login", { json })
  const { headers, reply } = await expect(server, [429, "TOO_MANY_TRIES"], "/api/v1/login", { json })
  assert.equal(headers.get("retry-after"), String(reply.seconds))
})

test("guessing passwords over HTTP is slowed down with that over TCP, by address and by name", async () => {
  await using server = await startServer({
    ...gateway,
    loginTriesPerHour: 4,
    loginSlowdownMs: 100,
    loginSlowdownMaxMs: 100,
  })
  const member = await connectMember(server)
  const json = { name: "member", password: "wrong", user_type: "user" }
  await member.fails("BAD_LOGIN", { type: "login", ...json })
  const startMs = performance.now()
  await expect(server, [401, "BAD_LOGIN"], "/api/v1/login", { json })
  assert.ok(performance.now() - startMs > 95, "the address's failure over TCP counts")
  await expect(server, [429, "TOO_MANY_TRIES"], "/api/v1/login", { json })
  await expect(server, [429, "TOO_MANY_TRIES"], "/session", { json })
  await expect(server, [429, "TOO_MANY_TRIES"], "/login", { json: { username: "member", password: "x" } })
  await member.fails("TOO_MANY_TRIES", { type: "login", ...json })
})

test("a session of HTTP ends so many seconds after its last use", async () => {
  await using server = await startServer({ ...gateway, webSessionS: 2 })
  await connectMember(server)
  const login = { name: "member", password, user_type: "user" }
  const { reply } = await expect(server, [200, 0], "/api/v1/login", { json: login })
  const headers = { authorization: `Bearer ${reply.session}` }
  const startMs = performance.now()
  while (performance.now() - startMs < 3000) {
    await expect(server, [200, 0], "/api/v1/who_am_i", { headers })
    await delay(100)
  }
  const { sessions } = server.running.app
  assert.ok(sessions.find(String(reply.session)))
  await until("it is over", () => sessions.find(String(reply.session)) === undefined)
  await expect(server, [401, "NOT_LOGGED_IN"], "/api/v1/who_am_i", { headers })
})

test("a field of an address that is called as a secret is refused, on every address and however it is written", async () => {
  await using server = await startServer(gateway)
  const { session } = await connectMember(server)
  for (const path of [
    "/api/v1/ping?password=x",
    "/api/v1/ping?x=1&%70assword=x",
    "/api/v1/who_am_i?session=x",
    "/login?password=x",
    "/users/login?phone=1&password=x",
    "/session?new_password=x",
    "/?device_token=x",
    "/films/1/file?session=x",
  ]) {
    const heard = await ask(server, path, { headers: { cookie: `reelwire-session=${session}` } })
    assert.equal(heard.status, 400, path)
    assert.match(heard.text, /A password in an address ends up in logs/)
  }
})

test("a payment gateway's webhook credits once", async () => {
  const { createHmac } = await import("node:crypto")
  const paymentSecret = "s".repeat(32)
  await using server = await startServer({ ...gateway, paymentSecret })
  const member = await connectMember(server)
  const text = "reelwire-credit-1\nr1\nmember\n500\n"
  const signature = createHmac("sha256", paymentSecret).update(text).digest("hex")
  const json = { reference: "r1", name: "member", amount_fen: 500, signature }
  const first = await expect(server, [200, 0], "/api/v1/credit_payment", { json })
  assert.deepEqual((await expect(server, [200, 0], "/api/v1/credit_payment", { json })).reply, first.reply)
  await expect(server, [403, "BAD_SIGNATURE"], "/api/v1/credit_payment", {
    json: { ...json, amount_fen: 501 },
  })
  assert.equal((await member.ok({ type: "vip_terms" })).balance_fen, 10_500)
})

forEachDatabase((kit) => {
  test("what changes nothing is had by GET, with a tag that spares it the second time, until it changes", async () => {
    await using server = await startServer(gateway, kit)
    const admin = await connectAdmin(server)
    const headers = { authorization: `Bearer ${admin.session}` }
    await upload(admin, makeFilm(100, "one", 1))
    const path = "/api/v1/list_movies?limit=5&movie_type=free"
    const first = await expect(server, [200, 0], path, { headers })
    const tag = first.headers.get("etag") ?? assert.fail()
    assert.equal(tag, `"${createHash("sha256").update(first.text).digest("base64url")}"`)
    assert.equal(first.headers.get("cache-control"), "private, no-cache")
    assert.equal(first.headers.get("vary"), "Authorization, Cookie, Accept-Language, Origin")
    for (const known of [tag, `W/${tag}`, `"other", ${tag}`, "*"]) {
      const again = await ask(server, path, { headers: { ...headers, "if-none-match": known } })
      assert.deepEqual([again.status, again.text, again.headers.get("etag")], [304, "", tag], known)
    }
    const head = await ask(server, path, { method: "HEAD", headers })
    assert.deepEqual([head.status, head.text, head.headers.get("etag")], [200, "", tag])
    assert.equal(head.headers.get("content-length"), String(Buffer.byteLength(first.text)))
    await upload(admin, makeFilm(100, "two", 2))
    await expect(server, [200, 0], path, { headers: { ...headers, "if-none-match": tag } })
    const stranger = await expect(server, [401, "NOT_LOGGED_IN"], path, { headers: { "if-none-match": tag } })
    assert.equal(stranger.headers.get("etag"), null)
    await expect(server, [400, "BAD_FIELD"], "/api/v1/list_movies?limit=many", { headers })
    await expect(server, [400, "BAD_FIELD"], "/api/v1/list_movies?limit=1&limit=2", { headers })
    await expect(server, [400, "BAD_FIELD"], "/api/v1/list_movies?limit=1e1", { headers })
  })
})
