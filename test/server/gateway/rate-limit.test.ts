import assert from "node:assert/strict"
import { test } from "node:test"
import { startServer, type TestServer } from "../../kit/server.ts"
import { asObject } from "../../kit/shapes.ts"

/** Sends a request as if it had come through the proxies of `forwarded`, and answers its status. */
async function ask(server: TestServer, path: string, forwarded?: string): Promise<Response> {
  const headers = forwarded === undefined ? {} : { "x-forwarded-for": forwarded }
  const isMessage = path.startsWith("/api/v1/")
  return fetch(`${server.url}${path}`, {
    method: isMessage ? "POST" : "GET",
    headers: { ...headers, "content-type": "application/json" },
    ...(isMessage ? { body: "{}" } : {}),
  })
}

async function statuses(
  server: TestServer,
  path: string,
  count: number,
  forwarded?: string,
): Promise<number[]> {
  const found: number[] = []
  for (let i = 0; i < count; i++) {
    const response = await ask(server, path, forwarded)
    await response.arrayBuffer()
    found.push(response.status)
  }
  return found
}

const ping = "/api/v1/ping"

test("an address that asks too often is told how long to wait, in words and by Retry-After", async () => {
  await using server = await startServer({ gateway: true, requestsPerMinute: 3 })
  assert.deepEqual(await statuses(server, ping, 3), [200, 200, 200])
  const refused = await ask(server, ping)
  assert.equal(refused.status, 429)
  const seconds = Number(refused.headers.get("retry-after"))
  assert.ok(seconds > 0 && seconds <= 60)
  const { msg, ...reply } = asObject(await refused.json())
  assert.deepEqual(reply, { flag: false, code: "TOO_MANY_REQUESTS", seconds })
  assert.match(String(msg), /wait \d+ s/)
  assert.deepEqual(await statuses(server, "/nowhere", 1), [429], "whatever the address in the URL")
})

test("0 is no limit", async () => {
  await using server = await startServer({ gateway: true, requestsPerMinute: 0 })
  assert.deepEqual(new Set(await statuses(server, ping, 100)), new Set([200]))
})

test("clients behind a trusted proxy are counted one by one, IPv6 by networks, and can't name an address themselves", async () => {
  await using server = await startServer({
    gateway: true,
    requestsPerMinute: 2,
    trustedProxies: ["127.0.0.1", "192.0.2.0/24"],
  })
  assert.deepEqual(await statuses(server, ping, 3, "198.51.100.1"), [200, 200, 429])
  assert.deepEqual(await statuses(server, ping, 1, "198.51.100.2"), [200])
  const lies = ["198.51.100.3", "127.0.0.1", "2001:db8::1", "nonsense"]
  for (const lie of lies) await ask(server, ping, `${lie}, 198.51.100.9, 192.0.2.17`)
  assert.deepEqual(
    await statuses(server, ping, 1, "198.51.100.9"),
    [429],
    "the last one that no trusted proxy has",
  )
  assert.deepEqual(await statuses(server, ping, 1, "198.51.100.3"), [200])
  assert.deepEqual(await statuses(server, ping, 1, "2001:db8:1:2::1"), [200])
  assert.deepEqual(await statuses(server, ping, 1, "2001:db8:1:2::2"), [200])
  assert.deepEqual(await statuses(server, ping, 1, "2001:db8:1:2:ffff::3"), [429])
  assert.deepEqual(await statuses(server, ping, 1, "2001:db8:1:3::1"), [200])
})

test("a client that comes through no trusted proxy can't name an address", async () => {
  await using server = await startServer({
    gateway: true,
    requestsPerMinute: 2,
    trustedProxies: ["192.0.2.1"],
  })
  const found = []
  for (const lie of ["198.51.100.1", "198.51.100.2", "192.0.2.1"])
    found.push(...(await statuses(server, ping, 1, lie)))
  assert.deepEqual(found, [200, 200, 429])
})

test("what comes by the hundred counts only where it is refused, and then not against other requests", async () => {
  await using server = await startServer({ gateway: true, requestsPerMinute: 3 })
  const found = await statuses(server, "/posters/none-160.webp", 6)
  assert.deepEqual(found.slice(4), [429, 429])
  assert.ok(!found.slice(0, 4).includes(429))
  assert.deepEqual(await statuses(server, ping, 3), [200, 200, 200])
})
