import assert from "node:assert/strict"
import { test } from "node:test"
import { QueuePlace } from "../../../db/queue-place.ts"
import { forEachDatabase } from "../../kit/databases.ts"
import { makeFilm } from "../../kit/films.ts"
import { getInLine, hold, letGo, nobodyThere, oneSlot, told } from "../../kit/line.ts"
import type { Peer } from "../../kit/peer.ts"
import { connectAdmin, connectMember, numberIn, upload } from "../../kit/people.ts"
import { scaled } from "../../kit/scale.ts"
import { startServer, type TestServer } from "../../kit/server.ts"
import { threeToOne } from "../../kit/three-to-one.ts"

const people = scaled(200, 1000)
const timeout = scaled(120_000, 600_000)
const film = makeFilm(1000)

type Waiting = { readonly peer: Peer; readonly place: string; pushes: number }

/** Members who all ask at the same moment; every third is a VIP. */
async function everybodyInLine(server: TestServer): Promise<Waiting[]> {
  const peers: Peer[] = []
  for (let from = 0; from < people; from += 50) {
    const some = Array.from({ length: Math.min(50, people - from) }, async (_, at) => {
      const peer = await connectMember(server, `member ${from + at}`)
      if ((from + at) % 3 === 0) await peer.ok({ type: "buy_vip" })
      return peer
    })
    peers.push(...(await Promise.all(some)))
  }
  return Promise.all(peers.map(async (peer) => ({ peer, place: await getInLine(peer), pushes: 0 })))
}

/** Waits for its turn, downloads the film and lets the slot go; answers when its turn had come. */
async function beServed(waiting: Waiting, turned: () => void): Promise<void> {
  const { peer, place } = waiting
  for (let push = await peer.push(); push.push !== "turn"; push = await peer.push()) {
    assert.deepEqual([push.push, push.place], ["queue", place])
    waiting.pushes++
  }
  turned()
  const reply = await peer.ok({ ...told, place })
  assert.ok((await peer.bytes(film.bytes.length)).equals(film.bytes))
  await letGo(peer, numberIn(reply, "download_id"))
}

forEachDatabase((kit) => {
  test(`of ${people} who come at once nobody is overtaken in their lane, and all are served, three VIPs to one other`, {
    timeout,
  }, async () => {
    const settings = { ...oneSlot, maxConnectionsPerAddress: 5000, queueOfferS: 60 }
    await using server = await startServer(settings, kit)
    const admin = await connectAdmin(server)
    await upload(admin, film)
    const held = await hold(admin)
    const waiting = await everybodyInLine(server)
    const startMs = performance.now()
    const rows = await server.running.app.database.run(() => QueuePlace.select({}, { orderBy: "id" }))
    assert.equal(rows.length, people)
    const expected = threeToOne(rows, ({ is_vip }) => is_vip).map(({ token }) => token)
    const order: string[] = []
    const served = Promise.all(waiting.map((one) => beServed(one, () => order.push(one.place))))
    await letGo(admin, held)
    await served
    assert.deepEqual(order, expected)
    // However many come and go, each is told once a second at most how many are in front.
    const seconds = (performance.now() - startMs) / 1000
    for (const { pushes } of waiting) assert.ok(pushes <= seconds + 2, `${pushes} pushes in ${seconds} s`)
    await nobodyThere(admin)
  })
})
