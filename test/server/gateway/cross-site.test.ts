import assert from "node:assert/strict"
import { test } from "node:test"
import { ask, expect } from "../../kit/http.ts"
import { connectMember, password } from "../../kit/people.ts"
import { startServer } from "../../kit/server.ts"

const login = { name: "member", password, user_type: "user" }
const foreign = "https://evil.example"
const friend = "https://friend.example"

test("what another site's page sends is refused before anything else is done, and programs are let in", async () => {
  await using server = await startServer({ gateway: true, webOrigins: [friend] })
  const { session } = await connectMember(server)
  const cookie = `reelwire-session=${session}`
  const { url } = server
  const refused: readonly Record<string, string>[] = [
    { origin: foreign },
    { origin: "null" },
    { origin: url.replace("127.0.0.1", "localhost") },
    { origin: url.replace("http:", "https:") },
    { origin: foreign, "sec-fetch-site": "cross-site" },
    { origin: url, "sec-fetch-site": "cross-site" },
    { "sec-fetch-site": "cross-site" },
    { "sec-fetch-site": "same-site" },
    { "sec-fetch-site": "" },
  ]
  const path = "/api/v1/set_profile"
  for (const headers of refused) {
    const heard = await ask(server, path, { json: { display_name: "x" }, headers: { cookie, ...headers } })
    assert.deepEqual([heard.status, heard.reply.code], [403, "CROSS_SITE"], JSON.stringify(headers))
    // Also one that would log somebody in as another.
    await expect(server, [403, "CROSS_SITE"], "/session", { json: login, headers })
    const form = new URLSearchParams({ username: "member", password })
    assert.equal((await ask(server, "/login", { method: "POST", body: form, headers })).status, 403)
    assert.equal((await ask(server, "/users/login", { method: "POST", body: form, headers })).status, 403)
  }
  const { reply } = await expect(server, [200, 0], "/api/v1/get_profile", { headers: { cookie } })
  assert.equal(reply.display_name, null)
  const taken: readonly Record<string, string>[] = [
    {},
    { origin: url },
    { "sec-fetch-site": "same-origin", origin: url },
    { "sec-fetch-site": "none" },
    { origin: friend, "sec-fetch-site": "cross-site" },
  ]
  for (const headers of taken)
    await expect(server, [200, 0], path, { json: { display_name: "x" }, headers: { cookie, ...headers } })
})

test("a page of a named origin reads its answers, one of any other doesn't", async () => {
  await using server = await startServer({ gateway: true, webOrigins: [friend] })
  const preflight = {
    "access-control-request-method": "POST",
    "access-control-request-headers": "content-type",
  }
  for (const origin of [friend, foreign]) {
    const asked = await ask(server, "/api/v1/ping", { method: "OPTIONS", headers: { origin, ...preflight } })
    const isFriend = origin === friend
    assert.equal(asked.status, 204)
    assert.equal(asked.headers.get("access-control-allow-origin"), isFriend ? friend : null)
    assert.equal(asked.headers.get("access-control-allow-credentials"), isFriend ? "true" : null)
    const heard = await ask(server, "/api/v1/ping", { headers: { origin } })
    assert.equal(heard.headers.get("access-control-allow-origin"), isFriend ? friend : null)
    // What a browser keeps of one of them isn't for the other: neither may what is said of the language take that away.
    assert.match(heard.headers.get("vary") ?? "", /\bOrigin\b/)
    assert.match(heard.headers.get("vary") ?? "", /\bAccept-Language\b/)
  }
  const without = await ask(server, "/posters/none.webp")
  assert.match(without.headers.get("vary") ?? "", /\bOrigin\b/)
})

test("a page of a named origin reads that it asks too often, and when to come again", async () => {
  await using server = await startServer({ gateway: true, webOrigins: [friend], requestsPerMinute: 1 })
  const headers = { origin: friend }
  await expect(server, [200, 0], "/api/v1/ping", { headers })
  const refused = await ask(server, "/api/v1/ping", { headers })
  assert.equal(refused.status, 429)
  assert.equal(refused.headers.get("access-control-allow-origin"), friend)
})
