import assert from "node:assert/strict"
import { readdir } from "node:fs/promises"
import { join } from "node:path"
import { test } from "node:test"
import { forEachDatabase } from "../../kit/databases.ts"
import { type Film, makeFilm } from "../../kit/films.ts"
import { ask, expect, type Heard } from "../../kit/http.ts"
import { connectAdmin, connectMember, hasBytes, numberIn } from "../../kit/people.ts"
import { RawHttp } from "../../kit/raw-http.ts"
import { startServer, type TestServer } from "../../kit/server.ts"
import { until } from "../../kit/until.ts"

/** A form with a request, changed where a test says so, and the bytes of a film. */
function formOf({ request, bytes }: Film, more: object = {}): FormData {
  const form = new FormData()
  form.append("request", JSON.stringify({ ...request, type: undefined, ...more }))
  form.append("file", new Blob([new Uint8Array(bytes)]), "film.mp4")
  return form
}

function bearer(session: string | undefined): { authorization: string } {
  return { authorization: `Bearer ${session}` }
}

/** Every file below the folder of films. */
async function filesOf({ dataDir }: TestServer): Promise<string[]> {
  const entries = await readdir(join(dataDir, "uploads"), { recursive: true, withFileTypes: true })
  return entries.filter((entry) => entry.isFile()).map(({ name }) => name)
}

/** The beginning of a form as bytes, up to those of its film, and what it ends with. */
function rawForm(fields: object): { readonly type: string; readonly head: string; readonly tail: string } {
  const part = (name: string, more: string): string =>
    `--cut\r\nContent-Disposition: form-data; name="${name}"${more}\r\n\r\n`
  const head = `${part("request", "")}${JSON.stringify(fields)}\r\n${part("file", '; filename="f"')}`
  return { type: "multipart/form-data; boundary=cut", head, tail: "\r\n--cut--\r\n" }
}

forEachDatabase((kit) => {
  test("a film comes as a form of two parts, and is what was sent", async () => {
    await using server = await startServer({ gateway: true }, kit)
    const admin = await connectAdmin(server)
    for (const size of [1, 10, 65_536, 3_000_001]) {
      const film = makeFilm(size, `film ${size}`, size)
      const headers = bearer(admin.session)
      const { reply } = await expect(server, [200, 0], "/api/v1/upload_movie", {
        method: "POST",
        body: formOf(film),
        headers,
      })
      await hasBytes(admin, numberIn(reply, "movie_id"), film)
    }
  })

  test("more or fewer bytes than file_size says are refused, and no film comes of them", async () => {
    await using server = await startServer({ gateway: true }, kit)
    const admin = await connectAdmin(server)
    const film = makeFilm(100_000)
    for (const file_size of [99_999, 100_001, 1, 1_000_000]) {
      const init = { method: "POST", body: formOf(film, { file_size }), headers: bearer(admin.session) }
      await expect(server, [400, "WRONG_SIZE"], "/api/v1/upload_movie", init)
    }
    assert.deepEqual(await filesOf(server), [])
    assert.deepEqual((await admin.ok({ type: "get_movie_list", movie_type: "all" })).movie_list, [])
  })

  test("a refused film is read to its end, up to a limit, and then its connection is used again", async () => {
    await using server = await startServer(
      { gateway: true, maxRefusedFilmBytes: 200_000, maxFilmBytes: 500_000 },
      kit,
    )
    const admin = await connectAdmin(server)
    const member = await connectMember(server)
    const film = makeFilm(200_000)
    const { type, head, tail } = rawForm(film.request)
    await using connection = await RawHttp.connect(server)
    const body = Buffer.concat([Buffer.from(head), film.bytes, Buffer.from(tail)])
    for (const [session, status] of [
      ["none", 401],
      [member.session, 403],
    ] as const) {
      const headers = { ...bearer(session), "content-type": type, "content-length": body.length }
      await connection.send("POST", "/api/v1/upload_movie", headers, body)
      assert.equal((await connection.answer()).status, status)
    }
    const wrong = { ...bearer(admin.session), "content-type": type, "content-length": body.length }
    await connection.send("POST", "/api/v1/upload_movie", wrong, body)
    assert.equal((await connection.answer()).status, 200)
    const large = rawForm({ ...film.request, file_size: 400_000 })
    await connection.send(
      "POST",
      "/api/v1/upload_movie",
      { "content-type": type, "content-length": 401_000 },
      Buffer.from(`${large.head}its first bytes`),
    )
    const refused = await connection.answer()
    assert.deepEqual([refused.status, refused.headers.connection], [401, "close"])
    await connection.ended()
  })
})

test("a form without its parts, in another order, or with more of them is refused in words", async () => {
  await using server = await startServer({ gateway: true })
  const admin = await connectAdmin(server)
  const film = makeFilm(100)
  const form = (...parts: readonly (readonly [string, string])[]): FormData => {
    const made = new FormData()
    for (const [name, value] of parts) made.append(name, new Blob([value]), name)
    return made
  }
  const request = ["request", JSON.stringify(film.request)] as const
  const file = ["file", film.bytes.toString("latin1")] as const
  const post = (body: FormData): Promise<Heard> =>
    ask(server, "/api/v1/upload_movie", { method: "POST", body, headers: bearer(admin.session) })
  for (const [body, field] of [
    [form(), "request"],
    [form(file, request), "request"],
    [form(["other", "x"], request, file), "request"],
    [form(request), "file"],
    [form(request, ["other", "x"]), "file"],
  ] as const) {
    const { status, reply } = await post(body)
    assert.deepEqual(
      [status, reply.code, reply.msg],
      [400, "BAD_FIELD", `The field ${field} is wrong: it is missing`],
    )
  }
  assert.equal((await post(form(["request", "{"], file))).reply.code, "BAD_JSON")
  assert.equal(
    (await post(form(["request", `{"x":"${"x".repeat(70_000)}"}`], file))).reply.code,
    "FRAME_TOO_LARGE",
  )
  for (const file_size of [undefined, -1, "100", 1.5])
    assert.equal((await post(formOf(film, { file_size }))).reply.code, "BAD_FIELD")
  const heard = await ask(server, "/api/v1/upload_movie", {
    method: "POST",
    body: "no form",
    headers: { ...bearer(admin.session), "content-type": "multipart/form-data; boundary=cut" },
  })
  assert.equal(heard.status, 400)
  await admin.ok({ type: "ping" })
})

test("a form that breaks off is told to be none, whatever part it breaks off in", async () => {
  await using server = await startServer({ gateway: true })
  const admin = await connectAdmin(server)
  const film = makeFilm(100)
  const { type, head } = rawForm(film.request)
  const whole = Buffer.concat([Buffer.from(head), film.bytes])
  const headers = { ...bearer(admin.session), "content-type": type }
  for (const [path, length] of [
    ["/api/v1/upload_movie", 10],
    ["/api/v1/upload_movie", 60],
    ["/api/v1/upload_movie", whole.length - 10],
    ["/api/v1/upload_movie", whole.length],
  ] as const) {
    const heard = await ask(server, path, { method: "POST", headers, body: whole.subarray(0, length) })
    assert.deepEqual([heard.status, heard.reply.code], [400, "BAD_REQUEST"], `after ${length} bytes`)
  }
  assert.deepEqual(await filesOf(server), [])
  const picture = '--cut\r\nContent-Disposition: form-data; name="image"; filename="a"\r\n\r\nhalf of it'
  const { status, text } = await ask(server, "/upload/file", { method: "POST", headers, body: picture })
  assert.deepEqual([status, JSON.parse(text).data.code], [200, 1001])
})

test("who goes away within a body is nothing that the log calls an error", async () => {
  await using server = await startServer({ gateway: true, logLevel: "debug" })
  const { type, head } = rawForm(makeFilm(100).request)
  for (const [path, contentType, body] of [
    ["/api/v1/ping", "application/json", '{"half'],
    ["/login", "application/x-www-form-urlencoded", "username=m"],
    ["/api/v1/upload_movie", type, head.slice(0, 70)],
  ] as const) {
    const before = server.logged.length
    const gone = await RawHttp.connect(server)
    await gone.send("POST", path, { "content-type": contentType, "content-length": 1000 }, Buffer.from(body))
    gone.socket.end()
    const said = (): readonly string[] => server.logged.slice(before)
    await until("it is noticed", () => said().some((line) => line.includes("gone in the middle")))
    assert.ok(!said().some((line) => JSON.parse(line).level >= 50), path)
  }
})

test("an upload that goes silent is ended, and one whose sender is gone leaves nothing", async () => {
  await using server = await startServer({ gateway: true, uploadIdleS: 0.3, frameS: 2 })
  const admin = await connectAdmin(server)
  const film = makeFilm(300_000)
  const { type, head } = rawForm(film.request)
  const headers = { ...bearer(admin.session), "content-type": type, "content-length": 400_000 }
  await using silent = await RawHttp.connect(server)
  await silent.send(
    "POST",
    "/api/v1/upload_movie",
    headers,
    Buffer.concat([Buffer.from(head), film.bytes.subarray(0, 100_000)]),
  )
  assert.equal((await silent.answer()).status, 408)
  await silent.ended()
  const gone = await RawHttp.connect(server)
  await gone.send(
    "POST",
    "/api/v1/upload_movie",
    headers,
    Buffer.concat([Buffer.from(head), film.bytes.subarray(0, 200_000)]),
  )
  await until("the film begins to arrive", async () => (await filesOf(server)).length > 0)
  gone.reset()
  await until("nothing is left of it", async () => (await filesOf(server)).length === 0)
  await expect(server, [200, 0], "/api/v1/ping")
})

test("a sender is held up where the disk is slower, so that a film takes no memory", async () => {
  await using server = await startServer({ gateway: true })
  const admin = await connectAdmin(server)
  const { store } = server.running.app
  const { receive } = store
  let resume = (): void => undefined
  const held = new Promise<void>((resolve) => {
    resume = resolve
  })
  store.receive = async (...given) => {
    await held
    return receive.apply(store, given)
  }
  const film = makeFilm(40_000_000)
  const { type, head, tail } = rawForm(film.request)
  const bytes = Buffer.concat([Buffer.from(head), film.bytes, Buffer.from(tail)])
  await using connection = await RawHttp.connect(server)
  const headers = { ...bearer(admin.session), "content-type": type, "content-length": bytes.length }
  const sent = connection.send("POST", "/api/v1/upload_movie", headers, bytes)
  await until("the sender waits", () => connection.bytesWaiting > 0 && connection.hasStalled())
  assert.ok(connection.bytesWaiting > 20_000_000, `${connection.bytesWaiting} bytes wait`)
  resume()
  await sent
  assert.equal((await connection.answer()).status, 200)
})
