import assert from "node:assert/strict"
import { rm, truncate } from "node:fs/promises"
import { test } from "node:test"
import { Movie } from "../../../db/movie.ts"
import { now } from "../../../orm/expression.ts"
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
import { encode } from "../../kit/peer.ts"
import { connectAdmin, connectMember, logIn, upload } from "../../kit/people.ts"
import { startServer, type TestServer } from "../../kit/server.ts"
import { storedFilm } from "../../kit/stored-film.ts"
import { until } from "../../kit/until.ts"

const MiB = 1024 * 1024
/** More than the buffers of two sockets hold. */
const long = makeFilm(24 * MiB, "long.mp4")
const other = makeFilm(1000, "other.mp4", 3)

async function noPlaces(server: TestServer): Promise<void> {
  await until("no place is left", async () => (await storedPlaces(server)).length === 0)
}

forEachDatabase((kit) => {
  test("a slot is free again, whatever ends its download", async () => {
    await using server = await startServer({ downloadSlots: 1, slotLingerS: 0.01, writeStallS: 0.2 }, kit)
    const admin = await connectAdmin(server)
    await upload(admin, long)
    const whole = { type: "download_movie", movie_id: 1 }
    const { path } = await storedFilm(server, 1)
    const ends = {
      "cut while it was sent": async () => {
        const peer = await connectMember(server, "cut")
        await peer.ok(whole)
        await peer.bytes(1)
        peer.reset()
      },
      "a peer that takes nothing": async () => {
        const peer = await connectMember(server, "stalled")
        await peer.ok(told)
        peer.pause()
      },
      "gone before the first byte": async () => {
        const peer = await connectMember(server, "gone")
        await peer.send(encode({ ...whole, session: peer.session }))
        peer.reset()
      },
      "a range that is none": () => admin.fails("BAD_RANGE", { ...told, offset: long.bytes.length }),
      "a film that is another one": () =>
        admin.fails("FILM_CHANGED", { ...told, content_id: "0".repeat(64) }),
      "a film that is damaged": async () => {
        const damage = (damage_time: ReturnType<typeof now> | null) =>
          server.running.app.database.run(() => Movie.update({ id: 1 }, { damage_time }))
        await damage(now())
        await admin.fails("FILM_DAMAGED", told)
        await damage(null)
      },
      "a film that ends too early": async () => {
        const peer = await connectMember(server, "short")
        await peer.ok(whole)
        peer.pause()
        await truncate(path, 20 * MiB)
        peer.resume()
        await peer.end()
      },
      "a film of another size": () => admin.fails("INTERNAL", told),
      "a film without file": async () => {
        await rm(path)
        await admin.fails("INTERNAL", told)
      },
    }
    for (const end of Object.values(ends)) {
      await end()
      await nobodyThere(admin)
    }
  })

  test("a download whose connection breaks off while its bytes are still held back keeps its slot for a moment", async () => {
    await using server = await startServer({ ...oneSlot, downloadWaitS: 1 }, kit)
    const admin = await connectAdmin(server)
    await upload(admin, other)
    const member = await connectMember(server, "member")
    const { download_id } = await member.ok(told)
    member.reset()
    const waiting = await connectMember(server, "waiting")
    await getInLine(waiting)
    const again = await server.connect()
    await logIn(again, "member")
    await again.ok({ ...told, download_id })
    assert.ok((await again.bytes(other.bytes.length)).equals(other.bytes))
  })

  test("a turn whose film can't be sent any more is the next one's", async () => {
    await using server = await startServer(oneSlot, kit)
    const admin = await connectAdmin(server)
    await upload(admin, long)
    await upload(admin, other)
    const held = await hold(admin, { movie_id: 2 })
    const [first, second] = [await connectMember(server, "first"), await connectMember(server, "second")]
    await first.send(encode({ type: "download_movie", movie_id: 1, session: first.session }))
    await until("the first one waits", async () => (await lineSeenBy(admin)).line.join() === "first")
    const place = await getInLine(second, { movie_id: 2 })
    await rm((await storedFilm(server, 1)).path)
    await letGo(admin, held)
    assert.equal((await first.reply()).code, "INTERNAL")
    await turnOf(second, place)
  })

  test("places of films that are gone are gone: of the trash for those who didn't buy them, and purged for all", async () => {
    await using server = await startServer(oneSlot, kit)
    const admin = await connectAdmin(server)
    await upload(admin, long)
    await upload(admin, { ...other, request: { ...other.request, is_free: 0 } })
    await hold(admin)
    const [buyer, reader] = [await connectMember(server, "buyer"), await connectMember(server, "reader")]
    await upload(admin, makeFilm(500, "third.mp4", 9))
    const bought = await getInLine(buyer, { movie_id: 2 })
    const free = await getInLine(reader, { movie_id: 3 })
    const plain = await connectMember(server, "plain")
    await plain.send(encode({ type: "download_movie", movie_id: 3, session: plain.session }))
    for (const delete_movie_id of [2, 3]) await admin.ok({ type: "delete_movie", delete_movie_id })
    assert.deepEqual(await nextNews(reader), { push: "lost", place: free })
    assert.equal((await plain.reply()).code, "NO_SUCH_MOVIE")
    await until("one is left", async () => (await storedPlaces(server)).join() === bought)
    await admin.ok({ type: "purge_movie", movie_id: 2, even_purchased: 1 })
    assert.deepEqual(await nextNews(buyer), { push: "lost", place: bought })
    await noPlaces(server)
  })

  test("the places of an account that is locked, and of a session that was ended, are gone", async () => {
    await using server = await startServer(oneSlot, kit)
    const admin = await connectAdmin(server)
    await upload(admin, long)
    await hold(admin)
    const [locked, out, away] = [
      await connectMember(server, "locked"),
      await connectMember(server, "out"),
      await connectMember(server, "away"),
    ]
    const lockeds = await getInLine(locked)
    await getInLine(out)
    await getInLine(away)
    const plain = await server.connect()
    await logIn(plain, "locked")
    await plain.send(encode({ type: "download_movie", movie_id: 1, session: plain.session }))
    await out.ok({ type: "logout" })
    away.reset()
    await until("they are there", async () => (await admin.ok({ type: "list_queue" })).waiting === 3)
    await admin.ok({ type: "lock_user", name: "locked" })
    assert.deepEqual(await nextNews(locked), { push: "lost", place: lockeds })
    assert.equal((await plain.reply()).code, "NOT_LOGGED_IN")
    await until("one is left", async () => (await storedPlaces(server)).length === 1)
    await admin.ok({ type: "lock_user", name: "away" })
    await noPlaces(server)
  })
})
