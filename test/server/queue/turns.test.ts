import assert from "node:assert/strict"
import { test } from "node:test"
import { forEachDatabase } from "../../kit/databases.ts"
import { makeFilm } from "../../kit/films.ts"
import {
  getInLine,
  hold,
  letGo,
  lineSeenBy,
  nextNews,
  nobodyThere,
  oneSlot,
  storedPlaces,
  told,
  turnOf,
} from "../../kit/line.ts"
import { connectAgain } from "../../kit/outward-ways.ts"
import { connectAdmin, connectMember, hasBytes, upload } from "../../kit/people.ts"
import { startServer } from "../../kit/server.ts"
import { until } from "../../kit/until.ts"

const film = makeFilm(100_000)
const other = makeFilm(2000, "other.mp4", 7)

forEachDatabase((kit) => {
  test("whoever finds all slots taken is told their place, waits for their turn, and takes it", async () => {
    await using server = await startServer({ ...oneSlot, queueOfferS: 7 }, kit)
    const admin = await connectAdmin(server)
    await upload(admin, film)
    const held = await hold(admin)
    const member = await connectMember(server)
    const refusal = await member.fails("QUEUED", told)
    const { place, front_users, estimate_s } = refusal
    assert.deepEqual([front_users, estimate_s], [0, null])
    assert.match(String(place), /^[\w-]{43}$/)
    assert.deepEqual(await storedPlaces(server), [place])
    // Nothing else is held up, on this connection or another.
    for (const type of ["ping", "list_movies", "who_am_i"]) await member.ok({ type })
    await letGo(admin, held)
    assert.equal(await turnOf(member, String(place)), 7)
    const reply = await member.ok({ ...told, place })
    assert.ok((await member.bytes(film.bytes.length)).equals(film.bytes))
    await member.ok({ type: "delivered", download_id: reply.download_id })
    await until("the place is out of the table", async () => (await storedPlaces(server)).length === 0)
    await nobodyThere(admin)
  })

  test("turns come in the order of the line, three for VIPs to one for others", async () => {
    await using server = await startServer({ ...oneSlot, linkBytesPerS: 0 }, kit)
    const admin = await connectAdmin(server)
    await upload(admin, film)
    let held = await hold(admin)
    let holder = admin
    const names = ["o1", "o2", "v1", "o3", "v2", "v3", "v4", "o4", "v5"]
    const waiting = new Map<string, { peer: typeof admin; place: string }>()
    for (const name of names) {
      const peer = await connectMember(server, name)
      if (name.startsWith("v")) await peer.ok({ type: "buy_vip" })
      waiting.set(name, { peer, place: await getInLine(peer) })
    }
    const order = ["v1", "v2", "v3", "o1", "v4", "v5", "o2", "o3", "o4"]
    assert.deepEqual((await lineSeenBy(admin)).line, order)
    for (const [at, name] of order.entries()) {
      await letGo(holder, held)
      const next = waiting.get(name)
      assert.ok(next !== undefined)
      await turnOf(next.peer, next.place)
      assert.deepEqual((await lineSeenBy(admin)).line, order.slice(at + 1))
      held = await hold(next.peer, { place: next.place })
      holder = next.peer
    }
  })

  test("front_users counts people, not places, and is pushed when it changes", async () => {
    await using server = await startServer(oneSlot, kit)
    const admin = await connectAdmin(server)
    await upload(admin, film)
    await upload(admin, other)
    const held = await hold(admin)
    const first = await connectMember(server, "first")
    const place = await getInLine(first)
    await getInLine(first, { movie_id: 2 })
    const second = await connectMember(server, "second")
    const { front_users, place: seconds } = await second.fails("QUEUED", told)
    assert.equal(front_users, 1)
    const third = await connectMember(server, "third")
    assert.equal((await third.fails("QUEUED", told)).front_users, 2)
    await letGo(admin, held)
    await turnOf(first, place)
    // Its holding time, of whatever length, is known from now on; the first one's other film is still in front.
    await letGo(first, await hold(first, { place }))
    await second.ok({ type: "ping" })
    for (;;) {
      const push = await first.push()
      if (push.push === "turn") break
    }
    for (;;) {
      const push = await second.push()
      assert.deepEqual([push.push, push.place], ["queue", seconds])
      assert.ok(push.estimate_s === null || Number.isInteger(push.estimate_s))
      if (push.front_users === 0) break
    }
  })

  test("ranges of one download over several connections have one slot, until it is delivered", async () => {
    await using server = await startServer(oneSlot, kit)
    const admin = await connectAdmin(server)
    await upload(admin, film)
    const download_id = await hold(admin)
    const again = await connectAgain(server, admin)
    for (const peer of [again, admin]) {
      await peer.ok({ ...told, download_id, offset: 5, length: 50_000 })
      assert.ok((await peer.bytes(50_000)).equals(film.bytes.subarray(5, 50_005)))
    }
    assert.deepEqual((await lineSeenBy(admin)).slots, ["admin"])
    // Another download of the same film by the same person is another one.
    await getInLine(admin)
    await letGo(admin, download_id)
    assert.deepEqual((await lineSeenBy(admin)).slots, ["admin"], "it is offered to the next")
  })

  test("a slot that gets no further range is free after a moment", async () => {
    await using server = await startServer({ downloadSlots: 1, slotLingerS: 0.1 }, kit)
    const admin = await connectAdmin(server)
    await upload(admin, film)
    await hold(admin)
    await nobodyThere(admin)
  })

  test("a person at their limit holds nobody up, and doesn't lose their place", async () => {
    await using server = await startServer({ ...oneSlot, downloadSlots: 2, downloadSlotsPerPerson: 1 }, kit)
    const admin = await connectAdmin(server)
    await upload(admin, film)
    await upload(admin, other)
    const [first, second, third] = [
      await connectMember(server, "first"),
      await connectMember(server, "second"),
      await connectMember(server, "third"),
    ]
    const firsts = await hold(first)
    const place = await getInLine(first, { movie_id: 2 })
    // There is a slot left, and nobody in line who may have it.
    const seconds = await hold(second)
    const thirds = await getInLine(third)
    await letGo(second, seconds)
    await turnOf(third, thirds)
    assert.deepEqual((await lineSeenBy(admin)).line, ["first"])
    await letGo(first, firsts)
    await turnOf(first, place)
    await hold(first, { movie_id: 2, place })
  })

  test("a limit for each person alone makes nobody wait for anybody else", async () => {
    await using server = await startServer({ ...oneSlot, downloadSlots: 0, downloadSlotsPerPerson: 1 }, kit)
    const admin = await connectAdmin(server)
    await upload(admin, film)
    await upload(admin, other)
    const peers = [await connectMember(server, "first"), await connectMember(server, "second")]
    for (const peer of peers) {
      await hold(peer)
      assert.equal((await peer.fails("QUEUED", { ...told, movie_id: 2 })).front_users, 0)
    }
  })

  test("who doesn't take their turn in time loses their place, and the next one is served", async () => {
    await using server = await startServer({ ...oneSlot, queueOfferS: 0.1 }, kit)
    const admin = await connectAdmin(server)
    await upload(admin, film)
    const held = await hold(admin)
    const slow = await connectMember(server, "slow")
    const slows = await getInLine(slow)
    await letGo(admin, held)
    await turnOf(slow, slows)
    assert.deepEqual(await nextNews(slow), { push: "lost", place: slows })
    await nobodyThere(admin)
    await until("the place is stored no more", async () => (await storedPlaces(server)).length === 0)
    // What was a place is a new request now.
    await hold(slow, { place: slows })
  })

  test("who doesn't want to wait leaves the line; somebody else's place can't be given up, or taken", async () => {
    await using server = await startServer(oneSlot, kit)
    const admin = await connectAdmin(server)
    await upload(admin, film)
    const held = await hold(admin)
    const member = await connectMember(server, "first")
    const place = await getInLine(member)
    await admin.ok({ type: "leave_queue", place })
    assert.notEqual(await getInLine(admin, { place }), place)
    assert.deepEqual((await lineSeenBy(admin)).line, ["first", "admin"])
    await member.ok({ type: "leave_queue", place })
    await member.ok({ type: "leave_queue", place })
    await until("it is out of the table", async () => !(await storedPlaces(server)).includes(place))
    await letGo(admin, held)
    assert.equal((await nextNews(admin)).push, "turn")
  })

  test("a turn that is given up is the next one's", async () => {
    await using server = await startServer(oneSlot, kit)
    const admin = await connectAdmin(server)
    await upload(admin, film)
    const held = await hold(admin)
    const [first, second] = [await connectMember(server, "first"), await connectMember(server, "second")]
    const places = [await getInLine(first), await getInLine(second)]
    await letGo(admin, held)
    await turnOf(first, String(places[0]))
    await first.ok({ type: "leave_queue", place: places[0] })
    await turnOf(second, String(places[1]))
  })

  test("a line that is full takes nobody more", async () => {
    await using server = await startServer({ ...oneSlot, queueMost: 1 }, kit)
    const admin = await connectAdmin(server)
    await upload(admin, film)
    await upload(admin, other)
    await hold(admin)
    const member = await connectMember(server)
    const place = await getInLine(member)
    await admin.fails("QUEUE_FULL", told)
    await admin.fails("QUEUE_FULL", { type: "download_movie", movie_id: 2 })
    assert.equal(await getInLine(member), place, "asking again takes no second place")
  })

  test("one person can't take the line from all others", async () => {
    await using server = await startServer({ ...oneSlot, queueMostPerPerson: 1 }, kit)
    const admin = await connectAdmin(server)
    await upload(admin, film)
    await upload(admin, other)
    await hold(admin)
    const member = await connectMember(server)
    const place = await getInLine(member)
    const { msg } = await member.fails("TOO_MANY_PLACES", { ...told, movie_id: 2 })
    assert.match(msg, /as may \(1\)/)
    await member.fails("TOO_MANY_PLACES", { type: "download_movie", movie_id: 2 })
    assert.equal(await getInLine(member), place, "asking again takes no second place")
    await getInLine(await connectMember(server, "somebody else"))
    await member.ok({ type: "leave_queue", place })
    await getInLine(member, { movie_id: 2 })
  })

  test("without a limit a download touches no table of the line", async () => {
    await using server = await startServer({}, kit)
    const admin = await connectAdmin(server)
    await upload(admin, film)
    await server.running.app.database.driver.table("DROP TABLE queue_place", [])
    await hasBytes(admin, 1, film)
    await hold(admin, { place: "anything" })
    await admin.ok({ type: "leave_queue", place: "anything" })
  })
})
