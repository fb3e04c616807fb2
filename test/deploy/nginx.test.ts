import assert from "node:assert/strict"
import { once } from "node:events"
import { connect as connectHttp2 } from "node:http2"
import { text } from "node:stream/consumers"
import { test } from "node:test"
import { makeFilm } from "../kit/films.ts"
import { type Answered, askHttps, type HttpsRequest } from "../kit/https.ts"
import { accelPrefix, type Nginx, startNginx } from "../kit/nginx.ts"
import { Peer } from "../kit/peer.ts"
import { logIn, password } from "../kit/people.ts"
import { opcodes, RawWebSocket } from "../kit/raw-web-socket.ts"
import { startServer, type TestServer } from "../kit/server.ts"
import { until } from "../kit/until.ts"

/** A server as it stands behind nginx. */
function startBehind(given: Parameters<typeof startServer>[0] = {}): Promise<TestServer> {
  return startServer({ gateway: true, proxyProtocol: true, trustedProxies: ["127.0.0.1"], ...given })
}

function ask(nginx: Nginx, path: string, more: Partial<HttpsRequest> = {}): Promise<Answered> {
  return askHttps(path, { port: nginx.httpsPort, ca: nginx.ca, ...more })
}

function post(nginx: Nginx, path: string, body: object, more: Partial<HttpsRequest> = {}): Promise<Answered> {
  return ask(nginx, path, {
    method: "POST",
    body: JSON.stringify(body),
    ...more,
    headers: { "content-type": "application/json", ...more.headers },
  })
}

const member = (name: string) => ({ name, password, user_type: "user" })

test("over TCP through nginx members register and log in, each counted under their own address", async () => {
  await using server = await startBehind({ registrationsPerHour: 1 })
  await using nginx = await startNginx(server)
  const connect = (from: string) => Peer.connect({ port: nginx.tcpPort, ca: nginx.ca, from })
  await using anna = await connect("127.0.0.2")
  await anna.ok({ type: "register", ...member("anna") })
  await logIn(anna, "anna")
  await anna.fails("TOO_MANY_TRIES", { type: "register", ...member("bert") })
  await using carl = await connect("127.0.0.3")
  await carl.ok({ type: "register", ...member("carl") })
})

test("a film goes up and comes down over TCP through nginx", async () => {
  await using server = await startBehind()
  await using nginx = await startNginx(server)
  await using admin = await Peer.connect({ port: nginx.tcpPort, ca: nginx.ca })
  await admin.ok({ type: "register", name: "admin", password, user_type: "admin" })
  await logIn(admin, "admin", "admin")
  const film = makeFilm(5_000_000)
  await admin.ok(film.request, film.bytes)
  await admin.ok({ type: "download_movie", movie_id: 1 })
  assert.ok((await admin.bytes(5_000_000)).equals(film.bytes))
})

test("over HTTPS through nginx each client counts under its own address, whatever it says itself", async () => {
  await using server = await startBehind({ registrationsPerHour: 1 })
  await using nginx = await startNginx(server)
  const register = (name: string, from: string, headers: Record<string, string> = {}) =>
    post(nginx, "/api/v1/register", member(name), { from, headers })
  assert.equal((await register("anna", "127.0.0.2")).status, 200)
  const lies = {
    "x-forwarded-for": "198.51.100.7",
    forwarded: "for=198.51.100.7",
    "x-real-ip": "198.51.100.7",
  }
  assert.equal((await register("bert", "127.0.0.2", lies)).json().code, "TOO_MANY_TRIES")
  assert.equal((await register("carl", "127.0.0.3")).status, 200)
})

test("through nginx cookies are those of a site with TLS, and another site's page is refused, whatever host it names", async () => {
  await using server = await startBehind()
  await using nginx = await startNginx(server)
  await post(nginx, "/api/v1/register", member("anna"))
  const loggedIn = await post(nginx, "/session", member("anna"))
  assert.equal(loggedIn.status, 200, loggedIn.body.toString())
  const [cookie = ""] = loggedIn.headers["set-cookie"] ?? []
  assert.match(cookie, /^__Host-reelwire-session=[^;]+;.*Secure/i)
  const [own = ""] = cookie.split(";")
  const whoAmI = (headers: Record<string, string>) =>
    post(nginx, "/api/v1/who_am_i", {}, { headers: { cookie: own, ...headers } })
  assert.equal((await whoAmI({ origin: `https://localhost:${nginx.httpsPort}` })).status, 200)
  const evil = { origin: "https://evil.example", "x-forwarded-host": "evil.example" }
  assert.equal((await whoAmI(evil)).json().code, "CROSS_SITE")
})

test("HTTP/2 is spoken, and plain HTTP leads to HTTPS", async () => {
  await using server = await startBehind()
  await using nginx = await startNginx(server)
  const session = connectHttp2(`https://localhost:${nginx.httpsPort}`, { ca: nginx.ca })
  const stream = session.request({ ":path": "/healthz" })
  const [headers] = await once(stream, "response")
  assert.deepEqual([headers[":status"], await text(stream)], [200, '{"alive":true}'])
  session.close()
  const plain = await fetch(`http://127.0.0.1:${nginx.httpPort}/films/1?x=y`, {
    redirect: "manual",
    headers: { host: "localhost" },
  })
  assert.equal(plain.status, 301)
  assert.match(plain.headers.get("location") ?? "", /^https:\/\/.*\/films\/1\?x=y$/)
  // Whoever gives out certificates asks for a file of certbot's, of which there is none here.
  const challenge = await fetch(`http://127.0.0.1:${nginx.httpPort}/.well-known/acme-challenge/none`, {
    redirect: "manual",
    headers: { host: "localhost" },
  })
  assert.equal(challenge.status, 404)
})

test("a WebSocket is upgraded through nginx and answers", async () => {
  await using server = await startBehind()
  await using nginx = await startNginx(server)
  const url = `https://localhost:${nginx.httpsPort}`
  await using peer = await RawWebSocket.connect({ url }, { headers: { origin: url } })
  peer.send({ opcode: opcodes.text, payload: JSON.stringify({ type: "ping", id: 7 }) })
  assert.equal((await peer.json()).id, 7)
})

test("a film larger than nginx's own limit for bodies is uploaded over HTTPS", async () => {
  await using server = await startBehind()
  await using nginx = await startNginx(server)
  await using admin = await connectAdminThrough(nginx)
  const film = makeFilm(3_000_000)
  const { type: _, ...fields } = film.request
  const form = new FormData()
  form.set("request", JSON.stringify(fields))
  form.set("file", new Blob([new Uint8Array(film.bytes)]), "film.mp4")
  const encoded = new Response(form)
  const sent = await ask(nginx, "/api/v1/upload_movie", {
    method: "POST",
    headers: {
      "content-type": encoded.headers.get("content-type") ?? "",
      authorization: `Bearer ${admin.session}`,
    },
    body: Buffer.from(await encoded.arrayBuffer()),
  })
  assert.deepEqual([sent.status, sent.json().movie_id], [200, 1], sent.body.toString())
  const small = await post(nginx, "/api/v1/ping", { pad: "x".repeat(1_100_000) })
  assert.equal(small.status, 413, "what is no upload is refused by nginx")
})

async function connectAdminThrough(nginx: Nginx): Promise<Peer> {
  const peer = await Peer.connect({ port: nginx.tcpPort, ca: nginx.ca })
  await peer.ok({ type: "register", name: "admin", password, user_type: "admin" })
  await logIn(peer, "admin", "admin")
  return peer
}

test("a film comes by nginx itself, whole and in ranges, under the tag of its content", async () => {
  await using server = await startBehind({ accelPrefix })
  await using nginx = await startNginx(server)
  await using admin = await connectAdminThrough(nginx)
  const film = makeFilm(5_000_000)
  await admin.ok(film.request, film.bytes)
  const asked = await post(nginx, "/api/v1/download_movie", { movie_id: 1, session: admin.session })
  const url = String(asked.json().url)
  const whole = await ask(nginx, url)
  assert.equal(whole.status, 200)
  assert.ok(whole.body.equals(film.bytes))
  const { etag = "", server: by } = whole.headers
  assert.equal(by, "nginx")
  assert.match(etag, /^"[^"]+"$/)
  assert.equal(whole.headers["last-modified"], undefined)
  assert.equal(whole.headers["accept-ranges"], "bytes")
  assert.match(whole.headers["content-disposition"] ?? "", /^inline; filename=/)
  assert.equal(whole.headers["x-content-type-options"], "nosniff")
  assert.match(String(whole.headers["content-security-policy"]), /sandbox/)
  assert.equal(whole.headers["x-accel-redirect"], undefined)
  const range = await ask(nginx, url, { headers: { range: "bytes=1000-1999", "if-range": etag } })
  assert.deepEqual([range.status, range.headers["content-range"]], [206, "bytes 1000-1999/5000000"])
  assert.ok(range.body.equals(film.bytes.subarray(1000, 2000)))
  const other = await ask(nginx, url, { headers: { range: "bytes=1000-1999", "if-range": '"other"' } })
  assert.deepEqual([other.status, other.body.length], [200, 5_000_000])
  assert.equal((await ask(nginx, url, { headers: { "if-none-match": etag } })).status, 304)
  assert.equal((await ask(nginx, url, { headers: { range: "bytes=9000000-" } })).status, 416)
  const head = await ask(nginx, url, { method: "HEAD" })
  assert.deepEqual([head.status, head.headers["content-length"], head.headers.etag], [200, "5000000", etag])
  const forged = await ask(nginx, url.replace(/link=./, "link=_"))
  assert.equal(forged.json().flag, false)
  assert.equal((await ask(nginx, "/films/1/file")).json().code, "NOT_LOGGED_IN")
})

test("a film comes through nginx from the server where that sends films itself", async () => {
  await using server = await startBehind()
  await using nginx = await startNginx(server)
  await using admin = await connectAdminThrough(nginx)
  const film = makeFilm(5_000_000)
  await admin.ok(film.request, film.bytes)
  const asked = await post(nginx, "/api/v1/download_movie", { movie_id: 1, session: admin.session })
  const range = await ask(nginx, String(asked.json().url), { headers: { range: "bytes=4000000-" } })
  assert.equal(range.status, 206)
  assert.ok(range.body.equals(film.bytes.subarray(4_000_000)))
})

test("whoever floods it is told so by nginx as the server would, and others are not", async () => {
  await using server = await startBehind()
  await using nginx = await startNginx(server)
  const session = connectHttp2(`https://localhost:${nginx.httpsPort}`, { ca: nginx.ca })
  const answers = await Promise.all(
    Array.from({ length: 150 }, async () => {
      const found: (readonly [status: number, body: string])[] = []
      for (let i = 0; i < 6; i++) {
        const stream = session.request({ ":path": "/api/v1/nothing" })
        const [headers] = await once(stream, "response")
        found.push([headers[":status"], await text(stream)])
      }
      return found
    }),
  )
  const [, refusal] = answers.flat().find(([status]) => status === 429) ?? []
  assert.equal(JSON.parse(refusal ?? "{}").code, "TOO_MANY_REQUESTS")
  session.close()
  assert.equal((await ask(nginx, "/healthz", { from: "127.0.0.3" })).status, 200)
})

test("stored films and metrics are out of reach from outside", async () => {
  await using server = await startBehind()
  await using nginx = await startNginx(server)
  assert.equal((await ask(nginx, "/stored-films/anything")).status, 404)
  assert.equal((await ask(nginx, "/metrics", { from: "127.0.0.2" })).status, 403)
  assert.equal((await ask(nginx, "/metrics")).status, 200)
})

test("what follows the path of an address is in no log of nginx", async () => {
  await using server = await startBehind()
  await using nginx = await startNginx(server)
  await ask(nginx, "/films/1/file?link=a-secret")
  await until("it is logged", async () => (await nginx.log()).includes("/films/1/file"))
  assert.ok(!(await nginx.log()).includes("a-secret"))
})
