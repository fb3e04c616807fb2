import assert from "node:assert/strict"
import { test } from "node:test"
import { forEachDatabase } from "../../kit/databases.ts"
import { makeFilm } from "../../kit/films.ts"
import type { Peer } from "../../kit/peer.ts"
import { connectAdmin, connectMember, upload } from "../../kit/people.ts"
import { startServer, type TestServer } from "../../kit/server.ts"
import { until } from "../../kit/until.ts"

type Got = { readonly status: number; readonly etag: string | null; readonly text: string }

async function get(
  { url }: TestServer,
  { session }: Pick<Peer, "session">,
  more: Readonly<Record<string, string>> = {},
  path = "/api/v1/list_movies?limit=20",
): Promise<Got> {
  const headers = { authorization: `Bearer ${session}`, ...more }
  const answer = await fetch(`${url}${path}`, { headers })
  return { status: answer.status, etag: answer.headers.get("etag"), text: await answer.text() }
}

forEachDatabase((kit) => {
  test("a film list that is asked for again comes without a statement, and anew after each change", async () => {
    let statements = 0
    const onQuery = (): void => void statements++
    await using server = await startServer({ gateway: true }, kit, { onQuery })
    const admin = await connectAdmin(server)
    const member = await connectMember(server)
    const one = await upload(admin, makeFilm(1000))
    const first = await get(server, member)
    await until("it comes again as it was", async () => {
      const from = statements
      assert.deepEqual(await get(server, member), first)
      return statements === from
    })
    for (const change of [
      () => upload(admin, makeFilm(1000, "two.mp4", 2)),
      () => admin.ok({ type: "edit_movie", movie_id: one, name: "renamed.mp4" }),
      () => member.ok({ type: "note_position", movie_id: one, position_ms: 5000 }),
      () => admin.ok({ type: "delete_movie", delete_movie_id: one }),
    ]) {
      const last = await get(server, member)
      await change()
      assert.notEqual((await get(server, member)).text, last.text, String(change))
    }
  })
})

test("it is only for the same person, session, language and address", async () => {
  await using server = await startServer({ gateway: true })
  const admin = await connectAdmin(server)
  await upload(admin, makeFilm(1000))
  const member = await connectMember(server)
  const first = await get(server, member)
  assert.match(first.text, /Here are the films/)
  assert.match((await get(server, member, { "accept-language": "zh" })).text, /获取影片列表成功/)
  assert.equal((await get(server, member, { "if-none-match": first.etag ?? "" })).status, 304)
  assert.equal((await get(server, { session: "nobody's" })).status, 401)
  assert.notEqual(
    (await get(server, member, {}, "/api/v1/list_movies?limit=20&movie_type=charge")).text,
    first.text,
  )
  const other = await connectMember(server, "other")
  const { movies } = JSON.parse((await get(server, other)).text)
  assert.equal(movies.length, 1)
  assert.equal((await get(server, member)).status, 200)
  await member.ok({ type: "logout" })
  assert.equal((await get(server, member)).status, 401)
})

test("it is over after a second, by which other servers' changes show", async () => {
  let statements = 0
  const onQuery = (): void => void statements++
  await using server = await startServer({ gateway: true }, undefined, { onQuery })
  const member = await connectMember(server)
  await get(server, member)
  await until("it is kept", async () => {
    const before = statements
    await get(server, member)
    return statements === before
  })
  await until("it is made again", async () => {
    const before = statements
    await get(server, member)
    return statements > before
  })
})

test("what many ask for at once is made for one of them", async () => {
  let statements = 0
  const onQuery = (): void => void statements++
  await using server = await startServer({ gateway: true }, undefined, { onQuery })
  const admin = await connectAdmin(server)
  const member = await connectMember(server)
  const before = statements
  await get(server, member)
  const each = statements - before
  await upload(admin, makeFilm(1000))
  const from = statements
  const answers = await Promise.all(Array.from({ length: 50 }, () => get(server, member)))
  assert.ok(answers.every(({ status, text }) => status === 200 && text === answers[0]?.text))
  assert.ok(statements - from < 10 * (each + 5), `${statements - from} statements, ${each} for one`)
})

test("where addresses have so many requests a minute each is counted", async () => {
  await using server = await startServer({ gateway: true, requestsPerMinute: 5 })
  const member = await connectMember(server)
  for (let request = 0; request < 5; request++) assert.equal((await get(server, member)).status, 200)
  assert.equal((await get(server, member)).status, 429)
})
