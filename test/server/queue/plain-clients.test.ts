import assert from "node:assert/strict"
import { readdir, readlink } from "node:fs/promises"
import { join } from "node:path"
import { test } from "node:test"
import { forEachDatabase } from "../../kit/databases.ts"
import { makeFilm } from "../../kit/films.ts"
import {
  getInLine,
  hold,
  letGo,
  lineSeenBy,
  nobodyThere,
  oneSlot,
  storedPlaces,
  turnOf,
} from "../../kit/line.ts"
import { connectAgain } from "../../kit/outward-ways.ts"
import { encode, type Peer } from "../../kit/peer.ts"
import { connectAdmin, connectMember, upload } from "../../kit/people.ts"
import { startServer } from "../../kit/server.ts"
import { until } from "../../kit/until.ts"

const film = makeFilm(100_000)
const plain = { type: "download_movie", movie_id: 1 }

/** Sends the request of a client that knows no line, whose reply comes in its turn. */
async function ask(peer: Peer, more: object = {}): Promise<void> {
  await peer.send(encode({ ...plain, session: peer.session, ...more }))
}

async function inLine(admin: Peer, names: readonly string[]): Promise<void> {
  await until(`the line is ${names.join()}`, async () => {
    return (await lineSeenBy(admin)).line.join() === names.join()
  })
}

forEachDatabase((kit) => {
  test("a client that knows no line waits for its reply, past every deadline, and gets its film", async () => {
    const short = { firstFrameS: 0.1, loginS: 0.3, frameS: 0.1, uploadIdleS: 0.1, writeStallS: 0.1 }
    await using server = await startServer({ ...oneSlot, ...short, queueOfferS: 0.1, queueGraceS: 0.1 }, kit)
    const admin = await connectAdmin(server)
    await upload(admin, film)
    const held = await hold(admin)
    const member = await connectMember(server)
    await ask(member)
    await member.send(encode({ type: "ping", id: "behind it" }))
    await inLine(admin, ["member"])
    assert.deepEqual(await storedPlaces(server), [])
    // Its other connection is held up by nothing.
    const again = await connectAgain(server, member)
    await again.ok({ type: "list_movies" })
    await until("longer than the deadlines", async () => {
      const reply = await admin.ok({ type: "list_queue" })
      return Array.isArray(reply.line) && reply.line[0]?.waited_s >= 1
    })
    await letGo(admin, held)
    assert.equal((await member.reply()).file_size, film.bytes.length)
    assert.ok((await member.bytes(film.bytes.length)).equals(film.bytes))
    assert.equal((await member.reply()).id, "behind it")
    // It doesn't say when it has all, and needn't.
    await nobodyThere(admin)
  })

  test("clients that know no line stand in the same one as those that do", async () => {
    await using server = await startServer(oneSlot, kit)
    const admin = await connectAdmin(server)
    await upload(admin, film)
    const held = await hold(admin)
    const [first, second, third] = [
      await connectMember(server, "first"),
      await connectMember(server, "second"),
      await connectMember(server, "third"),
    ]
    await ask(first)
    await inLine(admin, ["first"])
    const place = await getInLine(second)
    await ask(third)
    await inLine(admin, ["first", "second", "third"])
    await letGo(admin, held)
    await first.reply()
    await first.bytes(film.bytes.length)
    await turnOf(second, place)
    assert.deepEqual((await lineSeenBy(admin)).line, ["third"])
    await letGo(second, await hold(second, { place }))
    await third.reply()
    await third.bytes(film.bytes.length)
  })

  test("what was waited in the line counts for the wait of those who are not VIPs", async () => {
    await using server = await startServer({ ...oneSlot, downloadWaitS: 2 }, kit)
    const admin = await connectAdmin(server)
    await upload(admin, film)
    await admin.ok({ type: "buy_vip" }).catch(() => undefined)
    const asked = { type: "download_movie", movie_id: 1, queue: "tell", length: 1 }
    const { download_id, wait_time } = await admin.ok(asked)
    assert.equal(wait_time, 2)
    const member = await connectMember(server)
    const place = await getInLine(member)
    await admin.bytes(1)
    await until("a second is over", async () => {
      const { line } = await admin.ok({ type: "list_queue" })
      return Array.isArray(line) && line[0]?.waited_s >= 1
    })
    await admin.ok({ type: "delivered", download_id })
    await turnOf(member, place)
    const reply = await member.ok({ ...asked, place })
    assert.ok(Number(reply.wait_time) <= 1, `${reply.wait_time} s`)
  })

  test("however many wait, no film is held open for them", {
    skip: process.platform !== "linux",
  }, async () => {
    await using server = await startServer(oneSlot, kit)
    const admin = await connectAdmin(server)
    await upload(admin, film)
    await hold(admin)
    const names = ["first", "second", "third"]
    for (const name of names) await ask(await connectMember(server, name))
    await getInLine(admin)
    await until("all of them wait", async () => (await lineSeenBy(admin)).line.length === 4)
    const open = await Promise.all(
      (await readdir("/proc/self/fd")).map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => "")),
    )
    assert.deepEqual(
      open.filter((path) => path.startsWith(join(server.dataDir, "uploads"))),
      [],
    )
  })

  test("the place of such a client vanishes with its connection", async () => {
    await using server = await startServer(oneSlot, kit)
    const admin = await connectAdmin(server)
    await upload(admin, film)
    const held = await hold(admin)
    const [gone, next] = [await connectMember(server, "gone"), await connectMember(server, "next")]
    await ask(gone)
    await inLine(admin, ["gone"])
    await ask(next)
    await inLine(admin, ["gone", "next"])
    gone.reset()
    await inLine(admin, ["next"])
    await letGo(admin, held)
    await next.reply()
    await next.bytes(film.bytes.length)
  })

  test("nobody pays for a film that they may not even wait for", async () => {
    await using server = await startServer({ ...oneSlot, queueMost: 0 }, kit)
    const admin = await connectAdmin(server)
    const { request, bytes } = makeFilm(1000)
    await upload(admin, { request: { ...request, is_free: 0 }, bytes })
    const held = await hold(admin)
    const member = await connectMember(server)
    const { balance_fen } = await member.ok({ type: "list_statement" })
    await member.fails("QUEUE_FULL", plain)
    assert.equal((await member.ok({ type: "list_statement" })).balance_fen, balance_fen)
    await letGo(admin, held)
    assert.notEqual((await member.ok(plain)).price_fen, 0)
  })

  test("a server that stops tells those who wait so", async () => {
    await using server = await startServer({ ...oneSlot, drainS: 60 }, kit)
    const admin = await connectAdmin(server)
    await upload(admin, film)
    await hold(admin)
    const member = await connectMember(server)
    await ask(member)
    await inLine(admin, ["member"])
    const stopped = server.running.stop()
    assert.equal((await member.reply()).code, "STOPPING")
    await stopped
  })
})
