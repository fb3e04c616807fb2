import assert from "node:assert/strict"
import { test } from "node:test"
import { Notice } from "../../../db/notice.ts"
import { NoticeReading } from "../../../db/notice-reading.ts"
import { StaffAction } from "../../../db/staff-action.ts"
import { User } from "../../../db/user.ts"
import { forEachDatabase } from "../../kit/databases.ts"
import type { Peer, Reply } from "../../kit/peer.ts"
import { connectAdmin, connectMember, listIn, logIn, numberIn } from "../../kit/people.ts"
import { startServer, type TestServer } from "../../kit/server.ts"

const dayMs = 86_400_000

/** A moment so many days from now. */
function inDays(days: number): Date {
  return new Date(Date.now() + days * dayMs)
}

/** Posts a notice whose text doesn't matter; answers its number. */
async function post(editor: Peer, title: string, more: object = {}): Promise<number> {
  return numberIn(await editor.ok({ type: "release_notice", title, content: "text", ...more }), "notice_id")
}

/** The titles that somebody sees, by list_notices, which has to agree with check_notice and the log-in where it shows all. */
async function titles(peer: Peer, more: object = {}): Promise<unknown[]> {
  const list = (reply: Reply, key: string): unknown[] => listIn(reply, key).map((one) => Object(one).title)
  const listed = list(await peer.ok({ type: "list_notices", ...more }), "notices")
  if (Object.keys(more).length === 0) {
    assert.deepEqual(list(await peer.ok({ type: "check_notice" }), "notice_list"), listed)
  }
  return listed
}

async function makeVip(server: TestServer, name: string, days: number): Promise<void> {
  const { database } = server.running.app
  await database.run(() => User.update({ name }, { vip_until: inDays(days) }))
}

forEachDatabase((kit) => {
  test("a notice is seen by its audience, and whether somebody is a VIP counts at that moment", async () => {
    await using server = await startServer({}, kit)
    const admin = await connectAdmin(server)
    const [mia, tom] = [await connectMember(server, "mia"), await connectMember(server, "tom")]
    await post(admin, "to all")
    await post(admin, "to vips", { audience: "vip" })
    await post(admin, "to tom", { audience: "person", name: "TOM" })
    assert.deepEqual(await titles(mia), ["to all"])
    assert.deepEqual(await titles(tom), ["to tom", "to all"])
    await makeVip(server, "mia", 1)
    assert.deepEqual(await titles(mia), ["to vips", "to all"])
    const login = await logIn(mia, "mia")
    assert.deepEqual([login.unread_notices, listIn(login, "notice").length], [2, 2])
    await makeVip(server, "mia", -1)
    assert.deepEqual(await titles(mia), ["to all"])
    await admin.fails("NO_SUCH_USER", {
      type: "release_notice",
      title: "t",
      content: "c",
      audience: "person",
      name: "nobody",
    })
    await admin.fails("BAD_FIELD", { type: "release_notice", title: "t", content: "c", audience: "person" })
    // What a client of the plain dialect leaks of earlier requests changes nothing.
    await post(admin, "plain", { name: "tom", user_type: "admin" })
    assert.deepEqual(await titles(mia), ["plain", "to all"])
  })

  test("a notice is seen from its beginning to its end, by the database's clock, until it is withdrawn", async () => {
    await using server = await startServer({}, kit)
    const admin = await connectAdmin(server)
    const member = await connectMember(server)
    const ahead = { from: inDays(1).toISOString(), until: inDays(2).toISOString() }
    const notice_id = await post(admin, "later", ahead)
    const move = (from: number, until: number): Promise<number> =>
      server.running.app.database.run(() =>
        Notice.update({ id: notice_id }, { from_time: inDays(from), until_time: inDays(until) }),
      )
    assert.deepEqual(await titles(member), [])
    await move(-1, 1)
    assert.deepEqual(await titles(member), ["later"])
    await move(-2, -1)
    assert.deepEqual(await titles(member), [])
    await admin.ok({ type: "edit_notice", notice_id, until: null })
    assert.deepEqual(await titles(member), ["later"])
    await admin.ok({ type: "withdraw_notice", notice_id })
    assert.deepEqual(await titles(member), [])
    for (const type of ["withdraw_notice", "edit_notice"])
      await admin.fails("NO_SUCH_NOTICE", { type, notice_id })
    for (const times of [
      { until: inDays(-1).toISOString() },
      { from: inDays(2).toISOString(), until: inDays(1).toISOString() },
    ]) {
      await admin.fails("BAD_TIMES", { type: "release_notice", title: "t", content: "c", ...times })
    }
    await admin.fails("BAD_FIELD", {
      type: "release_notice",
      title: "t",
      content: "c",
      from: "0000-01-01T00:00:00Z",
    })
  })

  test("pages go on by key, and what is pinned or asks to be acknowledged can be listed alone", async () => {
    await using server = await startServer({}, kit)
    const admin = await connectAdmin(server)
    const member = await connectMember(server)
    for (let number = 1; number <= 7; number++) {
      const person = number === 4 ? { audience: "person", name: "member" } : {}
      await post(admin, `n${number}`, { pinned: number % 3 === 0, must_acknowledge: number % 2, ...person })
    }
    const seen: unknown[] = []
    for (let before_id: unknown; ; ) {
      const page = await member.ok({ type: "list_notices", limit: 3, before_id })
      seen.push(...listIn(page, "notices").map((one) => Object(one).title))
      before_id = page.next_before_id ?? undefined
      if (before_id === undefined) break
    }
    assert.deepEqual(seen, ["n7", "n6", "n5", "n4", "n3", "n2", "n1"])
    assert.deepEqual(await titles(member, { which: "pinned" }), ["n6", "n3"])
    assert.deepEqual(await titles(member, { which: "to_acknowledge" }), ["n7", "n5", "n3", "n1"])
    await member.ok({ type: "acknowledge_notice", notice_id: 5 })
    assert.deepEqual(await titles(member, { which: "to_acknowledge" }), ["n7", "n3", "n1"])
  })

  test("reading and acknowledging count once, however many do it at the same moment", async () => {
    await using server = await startServer({}, kit)
    const admin = await connectAdmin(server)
    const ids = [await post(admin, "a"), await post(admin, "b"), await post(admin, "c")]
    const hidden = await post(admin, "hidden", { audience: "vip" })
    const first = await connectMember(server)
    const session = first.session
    const peers = await Promise.all(Array.from({ length: 8 }, () => server.connect()))
    await Promise.all(
      peers.map(async (peer, number) => {
        const own = number % 2 === 0 ? ids : [...ids].reverse()
        await peer.ok({ type: "read_notices", session, ids: [...own, hidden, 4711] })
        await peer.ok({ type: "acknowledge_notice", session, notice_id: ids[0] })
      }),
    )
    await first.fails("NO_SUCH_NOTICE", { type: "acknowledge_notice", notice_id: hidden })
    await first.fails("NO_SUCH_NOTICE", { type: "acknowledge_notice", notice_id: 4711 })
    const readings = await server.running.app.database.run(() =>
      NoticeReading.select({}, { orderBy: "notice_id" }),
    )
    assert.deepEqual(
      readings.map(({ notice_id, acknowledge_time }) => [notice_id, acknowledge_time !== null]),
      [
        [ids[0], true],
        [ids[1], false],
        [ids[2], false],
      ],
    )
    assert.equal((await first.ok({ type: "who_am_i", with: "account" })).unread_notices, 0)
    await post(admin, "d")
    assert.equal((await first.ok({ type: "who_am_i", with: "account" })).unread_notices, 1)
    const [newest, , , oldest] = listIn(await first.ok({ type: "list_notices" }), "notices")
    assert.deepEqual(
      [Object(newest).is_read, Object(oldest).is_read, Object(oldest).is_acknowledged],
      [0, 1, 1],
    )
  })

  test("editors see who has read a notice, and every change is on record", async () => {
    await using server = await startServer({}, kit)
    const admin = await connectAdmin(server)
    const [mia, tom] = [await connectMember(server, "mia"), await connectMember(server, "tom")]
    const notice_id = await post(admin, "first")
    await mia.ok({ type: "read_notices", ids: [notice_id] })
    await tom.ok({ type: "acknowledge_notice", notice_id })
    const page = await admin.ok({ type: "list_notice_readers", notice_id, limit: 1 })
    assert.deepEqual(
      [
        page.audience_count,
        page.read_count,
        page.acknowledged_count,
        Object(listIn(page, "readers")[0]).name,
      ],
      [3, 2, 1, "mia"],
    )
    const rest = await admin.ok({ type: "list_notice_readers", notice_id, after_id: page.next_after_id })
    assert.deepEqual([Object(listIn(rest, "readers")[0]).name, rest.read_count], ["tom", undefined])
    await admin.ok({
      type: "edit_notice",
      notice_id,
      title: "second",
      pinned: 1,
      audience: "person",
      name: "mia",
    })
    const [listed] = listIn(await admin.ok({ type: "list_all_notices" }), "notices")
    const { title, audience, name, author, is_pinned, is_out } = Object(listed)
    assert.deepEqual(
      [title, audience, name, author, is_pinned, is_out],
      ["second", "person", "mia", "admin", 1, 1],
    )
    assert.deepEqual(await titles(tom), [])
    await admin.ok({ type: "withdraw_notice", notice_id })
    const target = `notice ${notice_id}`
    const trail = await server.running.app.database.run(() =>
      StaffAction.select({ target }, { orderBy: "id" }),
    )
    assert.deepEqual(
      trail.map(({ action, before, after }) => [action, Object(before).title, Object(after).title]),
      [
        ["release_notice", undefined, "first"],
        ["edit_notice", "first", "second"],
        ["withdraw_notice", "second", undefined],
      ],
    )
    await admin.fails("NO_SUCH_NOTICE", { type: "list_notice_readers", notice_id: 4711 })
  })
})
