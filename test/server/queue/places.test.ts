import assert from "node:assert/strict"
import { test } from "node:test"
import { forEachDatabase } from "../../kit/databases.ts"
import { makeFilm } from "../../kit/films.ts"
import { lastingLibrary } from "../../kit/lasting-library.ts"
import {
  getInLine,
  hold,
  letGo,
  lineSeenBy,
  nextNews,
  oneSlot,
  storedPlaces,
  turnOf,
} from "../../kit/line.ts"
import { connectAgain } from "../../kit/outward-ways.ts"
import type { Peer } from "../../kit/peer.ts"
import { connectAdmin, connectMember, logIn, upload } from "../../kit/people.ts"
import { startServer, type TestServer } from "../../kit/server.ts"
import { until } from "../../kit/until.ts"

const film = makeFilm(1000)

async function isAway(admin: Peer, at: number): Promise<void> {
  await until("it is away", async () => {
    const { line } = await admin.ok({ type: "list_queue" })
    return Array.isArray(line) && line[at]?.is_away === 1
  })
}

async function goAway(admin: Peer, peer: Peer, at: number): Promise<void> {
  peer.reset()
  await isAway(admin, at)
}

/** A new connection on which somebody logs in once more. */
async function comeBack(server: TestServer, name: string): Promise<Peer> {
  const peer = await server.connect()
  await logIn(peer, name)
  return peer
}

forEachDatabase((kit) => {
  test("a place outlives its connection, and is claimed by its token or by asking for the film again", async () => {
    await using server = await startServer(oneSlot, kit)
    const admin = await connectAdmin(server)
    await upload(admin, film)
    const held = await hold(admin)
    const [first, second] = [await connectMember(server, "first"), await connectMember(server, "second")]
    const place = await getInLine(first)
    await getInLine(second)
    await goAway(admin, first, 0)
    const again = await comeBack(server, "first")
    assert.equal(await getInLine(again, { place }), place)
    await goAway(admin, again, 0)
    const third = await comeBack(server, "first")
    assert.equal(await getInLine(third), place)
    assert.deepEqual((await lineSeenBy(admin)).line, ["first", "second"])
    await letGo(admin, held)
    await turnOf(third, place)
  })

  test("who is away when the turn comes is passed over, and is first when they come back", async () => {
    await using server = await startServer(oneSlot, kit)
    const admin = await connectAdmin(server)
    await upload(admin, film)
    const held = await hold(admin)
    const [first, second, third] = [
      await connectMember(server, "first"),
      await connectMember(server, "second"),
      await connectMember(server, "third"),
    ]
    const place = await getInLine(first)
    const seconds = await getInLine(second)
    await getInLine(third)
    await goAway(admin, first, 0)
    await letGo(admin, held)
    await turnOf(second, seconds)
    const download_id = await hold(second, { place: seconds })
    const again = await comeBack(server, "first")
    assert.equal(await getInLine(again), place)
    await letGo(second, download_id)
    await turnOf(again, place)
  })

  test("who goes away while their turn is offered keeps their place, and the next one is served", async () => {
    await using server = await startServer(oneSlot, kit)
    const admin = await connectAdmin(server)
    await upload(admin, film)
    const held = await hold(admin)
    const [first, second] = [await connectMember(server, "first"), await connectMember(server, "second")]
    const place = await getInLine(first)
    const seconds = await getInLine(second)
    await letGo(admin, held)
    await turnOf(first, place)
    first.reset()
    await turnOf(second, seconds)
    const download_id = await hold(second, { place: seconds })
    const again = await comeBack(server, "first")
    assert.equal(await getInLine(again), place)
    await letGo(second, download_id)
    await turnOf(again, place)
  })

  test("a place whose client stays away longer than its grace is lost", async () => {
    await using server = await startServer({ ...oneSlot, queueGraceS: 0.2 }, kit)
    const admin = await connectAdmin(server)
    await upload(admin, film)
    await hold(admin)
    const [first, second] = [await connectMember(server, "first"), await connectMember(server, "second")]
    await getInLine(first)
    const seconds = await getInLine(second)
    first.reset()
    await until("only the other one is there", async () => {
      return (await lineSeenBy(admin)).line.join() === "second"
    })
    await until("it is out of the table", async () => (await storedPlaces(server)).join() === seconds)
    // The grace is over for those only who are away.
    assert.equal(await getInLine(second, { place: seconds }), seconds)
  })

  test("several connections are told of one place; where one is left nothing of it is lost", async () => {
    await using server = await startServer({ ...oneSlot, queueGraceS: 0 }, kit)
    const admin = await connectAdmin(server)
    await upload(admin, film)
    const held = await hold(admin)
    const member = await connectMember(server)
    const again = await connectAgain(server, member)
    const place = await getInLine(member)
    assert.equal(await getInLine(again), place)
    member.reset()
    // Its session has moved to the other connection.
    await again.ok({ type: "ping" })
    await letGo(admin, held)
    await turnOf(again, place)
  })

  test("the line outlives the server, in its order; what nobody claims in time is lost", async () => {
    await using library = await lastingLibrary(kit)
    const names = ["o1", "v1", "o2", "v2", "o3"]
    const places = new Map<string, string>()
    {
      await using server = await library.start(oneSlot)
      const admin = await connectAdmin(server)
      await upload(admin, film)
      await hold(admin)
      for (const name of names) {
        const peer = await connectMember(server, name)
        if (name.startsWith("v")) await peer.ok({ type: "buy_vip" })
        places.set(name, await getInLine(peer))
      }
    }
    await using server = await library.start({ ...oneSlot, queueGraceS: 4 })
    assert.deepEqual(
      await storedPlaces(server),
      names.map((name) => places.get(name)),
    )
    const admin = await server.connect()
    await logIn(admin, "admin", "admin")
    assert.deepEqual((await lineSeenBy(admin)).line, ["v1", "v2", "o1", "o2", "o3"])
    const last = await comeBack(server, "o3")
    assert.equal(await getInLine(last), places.get("o3"))
    // Those before it may come a moment later.
    const first = await comeBack(server, "v1")
    assert.equal(await getInLine(first, { place: places.get("v1") }), places.get("v1"))
    await turnOf(first, places.get("v1") ?? "")
    const download_id = await hold(first)
    await letGo(first, download_id)
    await turnOf(last, places.get("o3") ?? "")
    await hold(last)
    await until("nobody is left", async () => (await storedPlaces(server)).length === 0)
  })

  test("what was under way when the server stopped goes on before anybody else's turn comes", async () => {
    await using library = await lastingLibrary(kit)
    let download_id: number
    let place: string
    {
      await using server = await library.start(oneSlot)
      const admin = await connectAdmin(server)
      await upload(admin, film)
      const holder = await connectMember(server, "holder")
      download_id = await hold(holder)
      place = await getInLine(await connectMember(server, "waiting"))
    }
    await using server = await library.start({ ...oneSlot, queueGraceS: 20 })
    const waiting = await comeBack(server, "waiting")
    assert.equal(await getInLine(waiting), place)
    await getInLine(await connectMember(server, "new"))
    const holder = await comeBack(server, "holder")
    await hold(holder, { download_id, offset: 1 })
    await letGo(holder, download_id)
    await turnOf(waiting, place)
  })

  test("a server without a limit forgets the line of before", async () => {
    await using library = await lastingLibrary(kit)
    {
      await using server = await library.start(oneSlot)
      const admin = await connectAdmin(server)
      await upload(admin, film)
      await hold(admin)
      await getInLine(await connectMember(server))
    }
    await using server = await library.start()
    await until("the table is empty", async () => (await storedPlaces(server)).length === 0)
  })

  test("a place that is lost is told to whoever waits at it", async () => {
    await using server = await startServer({ ...oneSlot, queueOfferS: 0.1 }, kit)
    const admin = await connectAdmin(server)
    await upload(admin, film)
    const held = await hold(admin)
    const member = await connectMember(server)
    const again = await connectAgain(server, member)
    const place = await getInLine(member)
    await getInLine(again)
    await letGo(admin, held)
    for (const peer of [member, again]) {
      await turnOf(peer, place)
      assert.deepEqual(await nextNews(peer), { push: "lost", place })
    }
  })
})
