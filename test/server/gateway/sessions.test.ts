import assert from "node:assert/strict"
import { test } from "node:test"
import { Device } from "../../../db/device.ts"
import { makeCertificate } from "../../kit/certificate.ts"
import { forEachDatabase } from "../../kit/databases.ts"
import { ask, cookieHeader, expect, type Heard, kept } from "../../kit/http.ts"
import { askHttps } from "../../kit/https.ts"
import { connectAdmin, connectMember, listIn, password } from "../../kit/people.ts"
import { startServer, type TestServer } from "../../kit/server.ts"
import { temporaryFolder } from "../../kit/temporary-folder.ts"

const login = { name: "member", password, user_type: "user" }

/** Logs a browser in that stays logged in; answers its cookies. */
async function remember(server: TestServer): Promise<Record<string, string>> {
  return kept(await expect(server, [200, 0], "/session", { json: { ...login, remember: true } }))
}

/** Who a browser with these cookies is. */
function whoIs(server: TestServer, cookies: Record<string, string>): Promise<Heard> {
  return ask(server, "/api/v1/who_am_i", { headers: cookieHeader(cookies) })
}

/** Ends all sessions of the member, as a restart does, and not what lets devices log in again. */
async function endSessions({ running }: TestServer): Promise<void> {
  await running.app.sessions.endAllOf(1)
}

test("logging in by cookie answers no session, and the cookie is for no script and no other site", async () => {
  await using server = await startServer({ gateway: true })
  await connectMember(server)
  const heard = await expect(server, [200, 0], "/session", { json: login })
  assert.equal(heard.reply.session, undefined)
  assert.deepEqual([...heard.cookies.keys()], ["reelwire-session"])
  const { line = "" } = heard.cookies.get("reelwire-session") ?? {}
  assert.match(line, /; Path=\/; HttpOnly; SameSite=Strict$/)
  assert.ok(!heard.text.includes(heard.cookies.get("reelwire-session")?.value ?? ""))
  const cookies = kept(heard)
  assert.equal((await whoIs(server, cookies)).reply.name, "member")
  const out = await expect(server, [200, 0], "/session", { method: "DELETE", headers: cookieHeader(cookies) })
  assert.deepEqual(kept(out, cookies), {})
  assert.equal((await whoIs(server, cookies)).reply.code, "NOT_LOGGED_IN")
  await expect(server, [401, "NOT_LOGGED_IN"], "/session", { method: "DELETE" })
})

test("a wrong log-in by cookie sets none, and remember has to be true or false", async () => {
  await using server = await startServer({ gateway: true })
  await connectMember(server)
  const heard = await expect(server, [401, "BAD_LOGIN"], "/session", { json: { ...login, password: "x" } })
  assert.equal(heard.cookies.size, 0)
  assert.equal(heard.headers.get("www-authenticate"), "Bearer")
  await expect(server, [400, "BAD_FIELD"], "/session", { json: { ...login, remember: "yes" } })
  await expect(server, [400, "BAD_JSON"], "/session", { method: "POST" })
})

test("a browser that logs in again ends the session that it had", async () => {
  await using server = await startServer({ gateway: true })
  await connectMember(server)
  const before = kept(await expect(server, [200, 0], "/session", { json: login }))
  const headers = cookieHeader(before)
  const after = kept(await expect(server, [200, 0], "/session", { json: login, headers }))
  assert.equal((await whoIs(server, before)).reply.code, "NOT_LOGGED_IN")
  assert.equal((await whoIs(server, after)).reply.name, "member")
})

test("a bearer token goes before a cookie, and a session in the JSON before both", async () => {
  await using server = await startServer({ gateway: true })
  const admin = await connectAdmin(server)
  const member = await connectMember(server)
  const other = await connectMember(server, "other")
  const headers = { authorization: `Bearer ${member.session}`, cookie: `reelwire-session=${other.session}` }
  const path = "/api/v1/who_am_i"
  assert.equal((await ask(server, path, { headers })).reply.name, "member")
  assert.equal((await ask(server, path, { headers, json: { session: admin.session } })).reply.name, "admin")
  assert.equal((await ask(server, path, { headers: { cookie: headers.cookie } })).reply.name, "other")
})

test("under TLS the cookies' names bind them to this host, and browsers are told to stay with TLS", async () => {
  await using folder = await temporaryFolder()
  const { cert, key, ca } = await makeCertificate(folder.path)
  await using server = await startServer({ gateway: true, tlsCert: cert, tlsKey: key })
  const port = server.running.httpPort ?? 0
  await using peer = await server.connect({ ca })
  await peer.ok({ type: "register", ...login })
  const body = JSON.stringify({ ...login, remember: true })
  const headers = { "content-type": "application/json" }
  const heard = await askHttps("/session", { port, ca, method: "POST", headers, body })
  assert.equal(heard.headers["strict-transport-security"], "max-age=31536000")
  const lines = heard.headers["set-cookie"] ?? []
  assert.equal(lines.length, 2)
  for (const line of lines)
    assert.match(
      line,
      /^__Host-reelwire-(session|device)=[^;]+;.* Path=\/; HttpOnly; Secure; SameSite=Strict$/,
    )
  const cookie = lines.map((line) => line.split(";")[0]).join("; ")
  assert.equal((await askHttps("/api/v1/who_am_i", { port, ca, headers: { cookie } })).json().name, "member")
  const plainName = cookie.replaceAll("__Host-", "")
  assert.equal((await askHttps("/api/v1/who_am_i", { port, ca, headers: { cookie: plainName } })).status, 401)
})

test("behind a trusted proxy it counts what that says of TLS, behind any other it doesn't", async () => {
  for (const trustedProxies of [["127.0.0.1"], []]) {
    await using server = await startServer({ gateway: true, trustedProxies })
    await connectMember(server)
    const headers = { "x-forwarded-proto": "https" }
    const heard = await expect(server, [200, 0], "/session", { json: login, headers })
    const isTrusted = trustedProxies.length > 0
    assert.equal(heard.cookies.has("__Host-reelwire-session"), isTrusted)
    assert.equal(heard.headers.has("strict-transport-security"), isTrusted)
  }
})

forEachDatabase((kit) => {
  test("a browser that stays logged in has a new session where the old one is over, and shows among the devices", async () => {
    await using server = await startServer({ gateway: true }, kit)
    await connectMember(server)
    const headers = { "user-agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0" }
    const first = await expect(server, [200, 0], "/session", { json: { ...login, remember: true }, headers })
    assert.match(
      first.cookies.get("reelwire-device")?.line ?? "",
      /; Max-Age=5184000; Path=\/; HttpOnly; SameSite=Strict$/,
    )
    assert.equal(first.reply.device_token, undefined)
    let cookies = kept(first)
    for (let round = 0; round < 3; round++) {
      await endSessions(server)
      const heard = await whoIs(server, cookies)
      assert.equal(heard.reply.name, "member")
      const next = kept(heard, cookies)
      assert.notEqual(next["reelwire-device"], cookies["reelwire-device"])
      cookies = next
      assert.equal((await whoIs(server, cookies)).cookies.size, 0)
    }
    const { reply } = await ask(server, "/api/v1/list_devices", { headers: cookieHeader(cookies) })
    assert.deepEqual(
      listIn(reply, "devices").map((device) => [Object(device).name, Object(device).is_this]),
      [["Firefox, Linux", 1]],
    )
    const again = { json: { ...login, remember: true }, headers: cookieHeader(cookies) }
    await expect(server, [200, 0], "/session", again)
    assert.equal(await server.running.app.database.run(() => Device.count()), 1)
  })

  test("ten requests of one page make one log-in, also those that were sent before its answer came", async () => {
    await using server = await startServer({ gateway: true }, kit)
    await connectMember(server)
    const cookies = await remember(server)
    await endSessions(server)
    const heard = await Promise.all(Array.from({ length: 10 }, () => whoIs(server, cookies)))
    heard.push(await whoIs(server, cookies))
    assert.deepEqual(new Set(heard.map(({ reply }) => reply.name)), new Set(["member"]))
    const sets = new Set(heard.map((each) => JSON.stringify(kept(each))))
    assert.equal(sets.size, 1)
    assert.equal(server.running.app.sessions.size, 1)
  })

  test("a browser that never heard the answer is let in by the same token, by another server of the database too", async () => {
    await using server = await startServer({ gateway: true }, kit)
    await connectMember(server)
    const cookies = await remember(server)
    await endSessions(server)
    const lost = await whoIs(server, cookies)
    await using other = await startServer({ gateway: true, databaseUrl: server.settings.databaseUrl })
    const heard = await whoIs(other, cookies)
    assert.equal(heard.reply.name, "member")
    assert.equal(kept(heard)["reelwire-device"], kept(lost)["reelwire-device"])
  })

  test("a copy that is two log-ins ahead shows that the cookie was stolen, and then nobody has it", async () => {
    await using server = await startServer({ gateway: true }, kit)
    await connectMember(server)
    const owner = await remember(server)
    let thief = owner
    for (let round = 0; round < 2; round++) {
      await endSessions(server)
      thief = kept(await whoIs(server, thief), thief)
    }
    await endSessions(server)
    // Another server, which has nothing of the earlier log-ins in mind.
    await using other = await startServer({ gateway: true, databaseUrl: server.settings.databaseUrl })
    const heard = await whoIs(other, owner)
    assert.deepEqual([heard.status, heard.reply.code], [401, "DEVICE_STOLEN"])
    assert.deepEqual(kept(heard, owner), {})
    const forgotten = await whoIs(other, thief)
    assert.deepEqual([forgotten.status, forgotten.reply.code], [401, "NOT_LOGGED_IN"])
    assert.deepEqual(kept(forgotten, thief), {})
  })

  test("logging out forgets the browser, even where its session was over", async () => {
    await using server = await startServer({ gateway: true }, kit)
    await connectMember(server)
    const cookies = await remember(server)
    await endSessions(server)
    const out = await expect(server, [200, 0], "/session", {
      method: "DELETE",
      headers: cookieHeader(cookies),
    })
    assert.deepEqual(kept(out, cookies), {})
    assert.equal((await whoIs(server, cookies)).reply.code, "NOT_LOGGED_IN")
    assert.equal(await server.running.app.database.run(() => Device.count()), 0)
  })

  test("a locked account's browser is told so, and what everybody may have needs no log-in", async () => {
    await using server = await startServer({ gateway: true }, kit)
    await connectMember(server)
    const admin = await connectAdmin(server)
    const cookies = await remember(server)
    await admin.ok({ type: "lock_user", name: "member" })
    const heard = await whoIs(server, cookies)
    assert.deepEqual([heard.status, heard.reply.code], [403, "ACCOUNT_LOCKED"])
    await expect(server, [200, 0], "/api/v1/ping", { headers: cookieHeader(cookies) })
    for (const nonsense of ["x", "a.b.c", "..", `${"k".repeat(20)}.${"s".repeat(43)}.${"t".repeat(43)}`]) {
      const refused = await whoIs(server, { "reelwire-device": nonsense })
      assert.equal(refused.reply.code, "NOT_LOGGED_IN", nonsense)
    }
  })
})
