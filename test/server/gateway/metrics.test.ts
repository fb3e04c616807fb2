import assert from "node:assert/strict"
import { test } from "node:test"
import { forEachDatabase } from "../../kit/databases.ts"
import { makeFilm } from "../../kit/films.ts"
import { cookieHeader, expect, kept } from "../../kit/http.ts"
import { connectAdmin, connectMember, password, upload } from "../../kit/people.ts"
import { startServer } from "../../kit/server.ts"
import { until } from "../../kit/until.ts"

/** What /metrics says, by name and labels as they are written. */
async function read(url: string): Promise<ReadonlyMap<string, number>> {
  const response = await fetch(`${url}/metrics`)
  assert.equal(response.status, 200)
  assert.match(response.headers.get("content-type") ?? "", /^text\/plain; version=0\.0\.4/)
  const lines = (await response.text()).split("\n").filter((line) => /^[a-z]/.test(line))
  return new Map(lines.map((line) => [line.slice(0, line.lastIndexOf(" ")), Number(line.split(" ").at(-1))]))
}

forEachDatabase((kit) => {
  test("messages are counted by way, type and code, film bytes by direction, and what is open as it is", async () => {
    await using server = await startServer({ gateway: true, downloadSlots: 5 }, kit)
    const admin = await connectAdmin(server)
    await admin.ok({ type: "ping" })
    await admin.ok({ type: "ping" })
    await admin.fails("UNKNOWN_TYPE", { type: "nonsense of theirs" })
    await upload(admin, makeFilm(3000))
    await admin.ok({ type: "download_movie", movie_id: 1 })
    await admin.bytes(3000)
    await admin.ok({ type: "ping" })
    await fetch(`${server.url}/api/v1/ping`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: "{}",
    })
    const found = await read(server.url)
    for (const [name, value] of [
      ['reelwire_messages_total{way="tcp",type="ping",code="0"}', 3],
      ['reelwire_messages_total{way="http",type="ping",code="0"}', 1],
      ['reelwire_messages_total{way="tcp",type="unknown",code="UNKNOWN_TYPE"}', 1],
      ['reelwire_film_bytes_total{direction="in"}', 3000],
      ['reelwire_film_bytes_total{direction="out"}', 3000],
      ['reelwire_connections{kind="tcp"}', 1],
      ['reelwire_connections{kind="websocket"}', 0],
      ["reelwire_sessions", 1],
      ["reelwire_download_slots", 5],
      ["reelwire_queue_places", 0],
      ["reelwire_database_connections", kit.name === "sqlite" ? 1 : 10],
      ["reelwire_database_waiting", 0],
    ] as const) {
      assert.equal(found.get(name), value, name)
    }
    const labels = '{route="/api/v1/:type",method="POST",status="200"}'
    await until("the HTTP request is through", async () => {
      return (await read(server.url)).get(`reelwire_http_request_duration_seconds_count${labels}`) === 1
    })
    assert.ok((found.get("nodejs_eventloop_lag_p99_seconds") ?? 0) > 0)
    assert.ok((found.get("process_resident_memory_bytes") ?? 0) > 0)
    await admin[Symbol.asyncDispose]()
    assert.equal(
      (await read(server.url)).get('reelwire_messages_total{way="tcp",type="ping",code="0"}'),
      3,
      "read twice",
    )
  })
})

test("two servers of one process count for themselves", async () => {
  await using one = await startServer({ gateway: true })
  await using two = await startServer({ gateway: true })
  await (await one.connect()).ok({ type: "ping" })
  const name = 'reelwire_messages_total{way="tcp",type="ping",code="0"}'
  assert.deepEqual([(await read(one.url)).get(name), (await read(two.url)).get(name)], [1, undefined])
})

test("a browser's log-in by its device and a Metalink's download are counted too", async () => {
  await using server = await startServer({ gateway: true })
  await connectMember(server)
  const json = { name: "member", password, user_type: "user", remember: true }
  const cookies = kept(await expect(server, [200, 0], "/session", { json }))
  await upload(await connectAdmin(server), makeFilm(1000))
  await server.running.app.sessions.endAllOf(1)
  assert.equal((await fetch(`${server.url}/films/1.meta4`, { headers: cookieHeader(cookies) })).status, 200)
  const found = await read(server.url)
  for (const type of ["login", "login_device", "download_movie"]) {
    assert.equal(found.get(`reelwire_messages_total{way="http",type="${type}",code="0"}`), 1, type)
  }
})

test("addresses that nobody declared make no metric of their own", async () => {
  await using server = await startServer({ gateway: true })
  for (let i = 0; i < 5; i++) await fetch(`${server.url}/nowhere/${i}`)
  const names = async () => [...(await read(server.url)).keys()]
  await until("they are counted", async () => (await names()).some((name) => name.includes('route="none"')))
  assert.ok(!(await names()).some((name) => name.includes("nowhere")))
})

test("metrics are for the addresses of the settings, whatever a request says of where it comes from", async () => {
  const status = async (url: string, headers: Record<string, string> = {}) =>
    (await fetch(`${url}/metrics`, { headers })).status
  await using plain = await startServer({ gateway: true })
  assert.equal(await status(plain.url), 200)
  assert.equal(
    await status(plain.url, { "x-forwarded-for": "198.51.100.1" }),
    403,
    "a proxy that nobody trusts",
  )
  assert.equal(await status(plain.url, { forwarded: "for=198.51.100.1" }), 403)
  await using behind = await startServer({
    gateway: true,
    trustedProxies: ["127.0.0.1"],
    metricsFrom: ["198.51.100.0/24"],
  })
  assert.equal(await status(behind.url), 403)
  assert.equal(await status(behind.url, { "x-forwarded-for": "198.51.100.1" }), 200)
  assert.equal(await status(behind.url, { "x-forwarded-for": "198.51.100.1, 192.0.2.1" }), 403)
  const everybody = ["0.0.0.0/0", "::/0"]
  await using open = await startServer({
    gateway: true,
    trustedProxies: everybody,
    metricsFrom: ["198.51.100.1"],
  })
  assert.equal(await status(open.url, { "x-forwarded-for": "198.51.100.1" }), 200, "everybody is trusted")
  await using nobody = await startServer({ gateway: true, metricsFrom: [] })
  assert.equal(await status(nobody.url), 403)
})
