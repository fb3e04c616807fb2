import assert from "node:assert/strict"
import { test } from "node:test"
import { Notice } from "../../../db/notice.ts"
import { User } from "../../../db/user.ts"
import { forEachDatabase } from "../../kit/databases.ts"
import { makeFilm } from "../../kit/films.ts"
import { getInLine, hold, letGo, oneSlot } from "../../kit/line.ts"
import type { Peer } from "../../kit/peer.ts"
import { connectAdmin, connectMember, listIn, logIn, numberIn, upload } from "../../kit/people.ts"
import { startServer, type TestServer } from "../../kit/server.ts"

const dayMs = 86_400_000
const notices = ["notices"]

async function post(editor: Peer, title: string, more: object = {}): Promise<number> {
  return numberIn(await editor.ok({ type: "release_notice", title, content: "text", ...more }), "notice_id")
}

/** A new member whose connection is told of notices. */
async function connectListener(server: TestServer, name: string): Promise<Peer> {
  const peer = await connectMember(server, name)
  await peer.ok({ type: "subscribe", topics: notices })
  return peer
}

/** The titles of the next pushes. */
async function pushed(peer: Peer, count: number): Promise<unknown[]> {
  const titles: unknown[] = []
  for (let at = 0; at < count; at++) {
    const push = await peer.push()
    titles.push(push.title ?? push.push)
  }
  return titles
}

forEachDatabase((kit) => {
  test("a thousand subscribers get one push each, in the order of the notices, and nobody else any", async () => {
    await using server = await startServer({ maxConnectionsPerAddress: 2000 }, kit)
    const admin = await connectAdmin(server)
    const session = (await connectMember(server)).session
    const plain = await connectMember(server, "plain")
    const peers = await Promise.all(
      Array.from({ length: 1000 }, async () => {
        const peer = await server.connect()
        await peer.ok({ type: "subscribe", topics: notices, session })
        return peer
      }),
    )
    for (const title of ["one", "two", "three"]) await post(admin, title)
    for (const peer of peers) assert.deepEqual(await pushed(peer, 3), ["one", "two", "three"])
    await plain.ok({ type: "ping" })
    for (const peer of peers) assert.equal(peer.receivedBytes, 0)
    assert.equal(plain.receivedBytes, 0)
  })

  test("a push goes to the notice's audience only, and says all of the notice", async () => {
    await using server = await startServer({}, kit)
    const admin = await connectAdmin(server)
    const [mia, tom] = [await connectListener(server, "mia"), await connectListener(server, "tom")]
    await server.running.app.database.run(() =>
      User.update({ name: "mia" }, { vip_until: new Date(Date.now() + dayMs) }),
    )
    await post(admin, "to vips", { audience: "vip" })
    await post(admin, "to tom", { audience: "person", name: "tom" })
    const id = await post(admin, "to all 界\u2028😀", { must_acknowledge: 1 })
    assert.deepEqual(await pushed(mia, 1), ["to vips"])
    assert.deepEqual(await pushed(tom, 1), ["to tom"])
    const { time, ...push } = await mia.push()
    const all = { id, title: "to all 界\u2028😀", content: "text", is_pinned: 0, must_acknowledge: 1 }
    assert.deepEqual(push, { push: "notice", ...all })
    assert.ok(Math.abs(Date.parse(String(time)) - Date.now()) < 60_000)
    assert.deepEqual(await pushed(tom, 1), [all.title])
  })

  test("a notice is told when its time comes, when an edit brings it out, and not before or again", async () => {
    await using server = await startServer({ noticePollS: 0.1 }, kit)
    const admin = await connectAdmin(server)
    const mia = await connectListener(server, "mia")
    const from = new Date(Date.now() + dayMs).toISOString()
    const timed = await post(admin, "timed", { from })
    const edited = await post(admin, "edited", { from })
    for (let number = 0; number < 70; number++) await post(admin, "later", { from })
    const beforeLook = new Date()
    await post(admin, "now")
    assert.deepEqual(await pushed(mia, 1), ["now"])
    // As one whose change was committed a moment after its time.
    await server.running.app.database.run(() => Notice.update({ id: timed }, { from_time: beforeLook }))
    assert.deepEqual(await pushed(mia, 1), ["timed"])
    await admin.ok({ type: "edit_notice", notice_id: edited, from: null })
    assert.deepEqual(await pushed(mia, 1), ["edited"])
    await admin.ok({ type: "edit_notice", notice_id: edited, title: "edited again" })
    await post(admin, "last")
    assert.deepEqual(await pushed(mia, 1), ["last"])
  })

  test("a notice that another server on the same database released is told of within seconds", async () => {
    await using database = await kit.fresh()
    const settings = { databaseUrl: database.url, noticePollS: 0.1 }
    await using first = await startServer(settings)
    await using second = await startServer(settings)
    const admin = await connectAdmin(first)
    const mia = await connectListener(second, "mia")
    await post(admin, "from afar")
    await post(admin, "and again")
    assert.deepEqual(await pushed(mia, 2), ["from afar", "and again"])
  })

  test("a subscription ends with its session, which is said, and with the word of the peer", async () => {
    await using server = await startServer({}, kit)
    const admin = await connectAdmin(server)
    const mia = await connectListener(server, "mia")
    const other = await server.connect()
    await other.ok({ type: "subscribe", topics: notices, session: mia.session })
    await admin.ok({ type: "lock_user", name: "mia" })
    assert.deepEqual([await pushed(mia, 1), await pushed(other, 1)], [["session_ended"], ["session_ended"]])
    await mia.fails("NOT_LOGGED_IN", { type: "subscribe", topics: notices })
    await admin.ok({ type: "unlock_user", name: "mia" })
    const tom = await connectListener(server, "tom")
    await tom.ok({ type: "subscribe", topics: [] })
    await logIn(mia, "mia")
    await mia.ok({ type: "subscribe", topics: notices })
    await mia.ok({ type: "subscribe", topics: notices })
    await post(admin, "news")
    assert.deepEqual(await pushed(mia, 1), ["news"])
    await mia.ok({ type: "logout" })
    assert.deepEqual(await pushed(mia, 1), ["session_ended"])
    await post(admin, "more")
    await mia.ok({ type: "ping" })
    await tom.ok({ type: "ping" })
    assert.deepEqual([mia.receivedBytes, tom.receivedBytes], [0, 0])
    await tom.fails("BAD_FIELD", { type: "subscribe", topics: ["gossip"] })
  })

  test("one who takes nothing misses notices and is told so, but misses no turn, and the others get theirs meanwhile", async () => {
    await using server = await startServer({ ...oneSlot, noticePollS: 0.1 }, kit)
    const admin = await connectAdmin(server)
    await upload(admin, makeFilm(100))
    const held = await hold(admin)
    const [slow, quick] = [await connectListener(server, "slow"), await connectListener(server, "quick")]
    await getInLine(slow)
    slow.pause()
    const content = "界".repeat(4000)
    // The systems' own buffers take megabytes before anything waits.
    const sent = 1200
    for (let from = 0; from < sent; from += 15) {
      const numbers = Array.from({ length: 15 }, (_, number) => String(from + number))
      await server.running.app.database.run(() =>
        Notice.insert(numbers.map((title) => ({ title, content, author_id: 1 }))),
      )
      assert.deepEqual(await pushed(quick, 15), numbers)
    }
    await letGo(admin, held)
    slow.resume()
    const titles: unknown[] = []
    while (titles.at(-1) !== "missed") titles.push(...(await pushed(slow, 1)))
    const taken = titles.length - 2
    assert.ok(taken > 0 && taken < sent, `${taken} of ${sent}`)
    assert.deepEqual(titles, [
      ...Array.from({ length: taken }, (_, number) => String(number)),
      "turn",
      "missed",
    ])
    await post(admin, "after")
    assert.deepEqual(await pushed(slow, 1), ["after"])
    assert.equal(listIn(await slow.ok({ type: "list_notices", limit: 1 }), "notices").length, 1)
  })
})
