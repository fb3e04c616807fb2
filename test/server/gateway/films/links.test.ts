import assert from "node:assert/strict"
import { randomUUID } from "node:crypto"
import { readFile, stat } from "node:fs/promises"
import { join } from "node:path"
import { test } from "node:test"
import { DownloadRecord } from "../../../../db/download-record.ts"
import { Movie } from "../../../../db/movie.ts"
import { databaseTime } from "../../../../orm/database-time.ts"
import { linkKey } from "../../../../server/gateway/films/link-key.ts"
import { forEachDatabase } from "../../../kit/databases.ts"
import { askOverHttp, linkTo } from "../../../kit/fetch-film.ts"
import { makeFilm } from "../../../kit/films.ts"
import { connectAdmin, connectMember, logIn, password, upload } from "../../../kit/people.ts"
import { startServer, type TestServer } from "../../../kit/server.ts"
import { temporaryFolder } from "../../../kit/temporary-folder.ts"
import { until } from "../../../kit/until.ts"

type Answered = { readonly status: number; readonly code: unknown; readonly bytes: number }

async function get(address: string, headers: Readonly<Record<string, string>> = {}): Promise<Answered> {
  const answer = await fetch(address, { headers })
  const body = Buffer.from(await answer.arrayBuffer())
  const isJson = answer.headers.get("content-type")?.startsWith("application/json") === true
  return { status: answer.status, code: isJson ? JSON.parse(body.toString()).code : 0, bytes: body.length }
}

function records(server: TestServer): Promise<DownloadRecord[]> {
  return server.running.app.database.run(() => DownloadRecord.select({}))
}

forEachDatabase((kit) => {
  test("all ranges by a link go on its download's record, and delivered finishes it and the link", async () => {
    await using server = await startServer({ gateway: true }, kit)
    const movieId = await upload(await connectAdmin(server), makeFilm(100_000))
    const member = await connectMember(server)
    const { link, downloadId } = await linkTo(server, member, movieId)
    for (const range of ["bytes=0-49999", "bytes=50000-59999,70000-79999", "bytes=-20000"]) {
      assert.equal((await get(link, { range })).status, 206)
    }
    await until("all is on record", async () => (await records(server))[0]?.bytes === 90_000)
    assert.equal((await records(server)).length, 1)
    await member.ok({ type: "delivered", download_id: downloadId })
    assert.deepEqual((await get(link)).code, "NO_SUCH_DOWNLOAD")
  })

  test("a session without a link has one download of a film, whatever ranges it asks for, and the next when that is delivered", async () => {
    await using server = await startServer({ gateway: true }, kit)
    const movieId = await upload(await connectAdmin(server), makeFilm(100_000))
    const member = await connectMember(server)
    const address = `${server.url}/films/${movieId}/file`
    const headers = { authorization: `Bearer ${member.session}` }
    assert.equal((await fetch(address, { method: "HEAD", headers })).status, 200)
    assert.equal((await records(server)).length, 0)
    const ranges = ["bytes=0-9", "bytes=5-9", "bytes=-1", "bytes=0-"]
    const answers = await Promise.all(ranges.map((range) => get(address, { ...headers, range })))
    assert.deepEqual(
      answers.map(({ status }) => status),
      [206, 206, 206, 206],
    )
    const [record, ...more] = await records(server)
    assert.deepEqual(more, [])
    await member.ok({ type: "delivered", download_id: record?.id })
    const cookie = `reelwire-session=${member.session}`
    assert.equal((await get(address, { cookie, range: "bytes=0-9" })).status, 206)
    assert.equal((await records(server)).length, 2)
  })

  test("a film that is to be paid for says so, and is there once it is bought", async () => {
    await using server = await startServer({ gateway: true }, kit)
    const film = makeFilm(1000)
    const movieId = await upload(await connectAdmin(server), {
      ...film,
      request: { ...film.request, is_free: 0 },
    })
    const member = await connectMember(server)
    const address = `${server.url}/films/${movieId}/file`
    const headers = { authorization: `Bearer ${member.session}` }
    for (const method of ["GET", "HEAD"])
      assert.equal((await fetch(address, { method, headers })).status, 402)
    const asked = { type: "download_movie", movie_id: movieId, payment: "separate" }
    const { code, price_fen } = await askOverHttp(server, member, asked)
    assert.equal(code, "PAYMENT_REQUIRED")
    assert.equal((await records(server)).length, 0)
    await member.ok({ type: "buy_movie", movie_id: movieId, price_fen, request_key: randomUUID() })
    assert.deepEqual(await get(address, headers), { status: 200, code: 0, bytes: 1000 })
  })
})

test("a link that was changed, is over, or is for another film is refused with 403", async () => {
  await using server = await startServer({ gateway: true, filmLinkS: 1 })
  const admin = await connectAdmin(server)
  const member = await connectMember(server)
  const one = await upload(admin, makeFilm(1000))
  const two = await upload(admin, makeFilm(1000, "two.mp4", 2))
  const { link } = await linkTo(server, member, one)
  const other = await linkTo(server, await connectMember(server, "other"), one)
  const [path = "", own = ""] = link.split("link=")
  const parts = own.split(".")
  const changed = parts.map((part, at) =>
    parts.with(at, `${part.slice(0, -1)}${part.endsWith("1") ? 2 : 1}`).join("."),
  )
  const foreign = parts.with(1, (other.link.split("link=")[1] ?? "").split(".")[1] ?? "").join(".")
  for (const wrong of [
    ...changed,
    foreign,
    "",
    "x",
    `${own}=`,
    own.replaceAll(".", "%00"),
    "9".repeat(5000),
  ]) {
    assert.deepEqual(
      await get(`${path}link=${wrong}`).then(({ status, code }) => [status, code]),
      [403, "BAD_LINK"],
      wrong,
    )
  }
  assert.equal((await get(`${path}link=${own}&link=${own}`)).status, 403)
  assert.equal((await get(link.replace(`/films/${one}/`, `/films/${two}/`))).status, 403)
  await until("its time is over", async () => (await get(link)).status === 403)
})

test("a link ends with its account's password, and while the account is locked", async () => {
  await using server = await startServer({ gateway: true })
  const admin = await connectAdmin(server)
  const movieId = await upload(admin, makeFilm(1000))
  const member = await connectMember(server)
  const { link } = await linkTo(server, member, movieId)
  await admin.ok({ type: "lock_user", name: "member" })
  assert.equal((await get(link)).status, 403)
  await admin.ok({ type: "unlock_user", name: "member" })
  assert.equal((await get(link)).status, 200)
  const again = await server.connect()
  await logIn(again, "member")
  await again.ok({ type: "change_password", password, new_password: "0".repeat(32) })
  assert.equal((await get(link)).status, 403)
})

test("a link gets no new time by its metalink", async () => {
  await using server = await startServer({ gateway: true })
  const movieId = await upload(await connectAdmin(server), makeFilm(1000))
  const { link } = await linkTo(server, await connectMember(server), movieId)
  const { running } = server
  const later = await running.app.database.run(databaseTime)
  await until("a link of now would be another", async () => {
    return Math.floor((await running.app.database.run(databaseTime)) / 1000) > Math.floor(later / 1000)
  })
  const metalink = await (await fetch(link.replace("/file?", ".meta4?"))).text()
  assert.ok(metalink.includes(`<url>${link}</url>`), metalink)
})

test("a link outlives its session, and the server, which keeps its secret to itself", async () => {
  await using server = await startServer({ gateway: true })
  const movieId = await upload(await connectAdmin(server), makeFilm(1000))
  const member = await connectMember(server)
  const { link } = await linkTo(server, member, movieId)
  await member.ok({ type: "logout" })
  assert.equal((await get(link)).status, 200)
  const { mode, size } = await stat(join(server.dataDir, "film-link-secret"))
  assert.deepEqual([mode & 0o777, size], [0o600, 43])
})

test("servers that begin at once agree on a secret, and a secret of the settings is taken instead", async () => {
  await using folder = await temporaryFolder()
  const dataDir = join(folder.path, "new")
  const keys = await Promise.all(Array.from({ length: 20 }, () => linkKey({ dataDir, filmLinkSecret: "" })))
  assert.equal(new Set(keys).size, 1)
  assert.equal(await readFile(join(dataDir, "film-link-secret"), "utf8"), keys[0])
  const own = "s".repeat(32)
  assert.equal(await linkKey({ dataDir, filmLinkSecret: own }), own)
})

test("without session or link nobody gets a film, nor one that is none, hidden or damaged", async () => {
  await using server = await startServer({ gateway: true })
  const admin = await connectAdmin(server)
  const member = await connectMember(server)
  const movieId = await upload(admin, makeFilm(1000))
  const address = (id: number | string) => `${server.url}/films/${id}/file`
  const headers = { authorization: `Bearer ${member.session}` }
  assert.deepEqual((await get(address(movieId))).code, "NOT_LOGGED_IN")
  for (const id of [99, "0", "1e1", "x", "1.5", "9".repeat(16)]) {
    assert.equal((await get(address(id), headers)).status, 404, String(id))
  }
  await server.running.app.database.run(() => Movie.update({ id: movieId }, { damage_time: new Date() }))
  assert.deepEqual((await get(address(movieId), headers)).code, "FILM_DAMAGED")
  await server.running.app.database.run(() => Movie.update({ id: movieId }, { damage_time: null }))
  await admin.ok({ type: "delete_movie", delete_movie_id: movieId })
  assert.deepEqual((await get(address(movieId), headers)).code, "NO_SUCH_MOVIE")
})
