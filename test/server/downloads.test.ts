import assert from "node:assert/strict"
import { access, truncate } from "node:fs/promises"
import { test } from "node:test"
import { makeFilm } from "../kit/films.ts"
import { connectAgain, forEachWay, type OutwardWay } from "../kit/outward-ways.ts"
import { encode, type Peer } from "../kit/peer.ts"
import { connectAdmin, connectMember, numberIn, upload } from "../kit/people.ts"
import { storedFilm } from "../kit/stored-film.ts"
import { until } from "../kit/until.ts"

const MiB = 1024 * 1024
/** More than the buffers of two sockets hold. */
const long = makeFilm(24 * MiB, "long.mp4")
const other = makeFilm(24 * MiB, "other.mp4", 100)
const download = { type: "download_movie", movie_id: 1 }

/** Asks for a range and takes its bytes. */
async function range(peer: Peer, offset: number, length: number, more: object = {}): Promise<Buffer> {
  const reply = await peer.ok({ ...download, offset, length, ...more })
  assert.deepEqual([reply.file_size, reply.film_size], [length, long.bytes.length])
  return peer.bytes(length)
}

/** Goes away as a killed program does; over TLS Node can't reset. */
function vanish(peer: Peer, way: OutwardWay): void {
  if (way.name === "TLS") peer.socket.destroy()
  else peer.reset()
}

forEachWay((way) => {
  test("a film arrives whole, and the connection goes on", async () => {
    await using server = await way.start()
    const admin = await connectAdmin(server)
    await upload(admin, long)
    for (let round = 0; round < 2; round++) {
      assert.equal((await admin.ok(download)).file_size, long.bytes.length)
      assert.ok((await admin.bytes(long.bytes.length)).equals(long.bytes))
      await admin.ok({ type: "ping" })
    }
  })

  test("any range of a film is those bytes of it", async () => {
    await using server = await way.start()
    const admin = await connectAdmin(server)
    await upload(admin, long)
    const size = long.bytes.length
    const ranges = [
      [0, 1],
      [1, 1],
      [size - 1, 1],
      [4095, 4098],
      [16 * 1024 - 1, 16 * 1024 + 2],
      [1_234_567, 16 * 1024],
      [7_654_321, 9_876_543],
      [3, size - 3],
      [0, size],
    ] as const
    for (const [offset, length] of ranges) {
      const bytes = await range(admin, offset, length)
      assert.ok(bytes.equals(long.bytes.subarray(offset, offset + length)), `${length} bytes at ${offset}`)
    }
    const { file_size } = await admin.ok({ ...download, offset: size - 777 })
    assert.equal(file_size, 777)
    assert.ok((await admin.bytes(777)).equals(long.bytes.subarray(size - 777)))
  })

  test("several connections take ranges of one download at once, and the record has them all", async () => {
    await using server = await way.start()
    const admin = await connectAdmin(server)
    await upload(admin, long)
    const first = await admin.ok({ ...download, length: 1 })
    await admin.bytes(1)
    const download_id = numberIn(first, "download_id")
    const peers = await Promise.all([0, 1, 2, 3].map(() => connectAgain(server, admin)))
    const part = Math.floor((long.bytes.length - 1) / peers.length)
    const got = await Promise.all(
      peers.map(async (peer, at) => {
        const halves = [1 + at * part, 1 + at * part + Math.floor(part / 2)]
        const ends = [halves[1] ?? 0, at === peers.length - 1 ? long.bytes.length : 1 + (at + 1) * part]
        const parts: Buffer[] = []
        for (const [half, offset] of halves.entries())
          parts.push(await range(peer, offset, (ends[half] ?? 0) - offset, { download_id }))
        // Its answer comes when the record knows of the bytes before it.
        await peer.ok({ type: "ping" })
        return Buffer.concat(parts)
      }),
    )
    assert.ok(Buffer.concat([long.bytes.subarray(0, 1), ...got]).equals(long.bytes))
    const { downloads } = await admin.ok({ type: "list_downloads" })
    assert.ok(Array.isArray(downloads))
    assert.deepEqual(
      downloads.map(({ bytes, is_sent, is_finished }) => [bytes, is_sent, is_finished]),
      [[long.bytes.length, 1, 0]],
    )
  })

  test("requests that were sent behind ranges are answered behind their bytes, in order", async () => {
    await using server = await way.start()
    const admin = await connectAdmin(server)
    await upload(admin, long)
    const { session } = admin
    const asked = [
      { ...download, session, offset: 5, length: 3 * MiB, id: 1 },
      { type: "ping", id: 2 },
      { ...download, session, offset: 9, length: 100_000, id: 3 },
      { type: "ping", id: 4 },
    ]
    await admin.send(Buffer.concat(asked.map(encode)))
    assert.equal((await admin.reply()).id, 1)
    assert.ok((await admin.bytes(3 * MiB)).equals(long.bytes.subarray(5, 5 + 3 * MiB)))
    assert.equal((await admin.reply()).id, 2)
    assert.equal((await admin.reply()).id, 3)
    assert.ok((await admin.bytes(100_000)).equals(long.bytes.subarray(9, 100_009)))
    assert.equal((await admin.reply()).id, 4)
  })

  test("replies and ranges that a reader lets pile up keep their order", async () => {
    await using server = await way.start({ pieceBytes: 64 * 1024 })
    const admin = await connectAdmin(server)
    await upload(admin, long)
    const { session } = admin
    const length = 300_000
    admin.pause()
    const rounds = Array.from({ length: 60 }, (_, at) => at)
    const asked = rounds.flatMap((at) => [
      { type: "get_manifest", movie_id: 1, session },
      { type: "get_manifest", movie_id: 1, session },
      { ...download, session, offset: at * 1000, length },
    ])
    await admin.send(Buffer.concat(asked.map(encode)))
    await (await connectAgain(server, admin)).ok({ type: "ping" })
    for (const at of rounds) {
      admin.resume()
      for (let reply = 0; reply < 2; reply++) assert.equal((await admin.reply()).piece_count, 384)
      assert.equal((await admin.reply()).file_size, length)
      admin.pause()
      await (await connectAgain(server, admin))[Symbol.asyncDispose]()
      admin.resume()
      assert.ok((await admin.bytes(length)).equals(long.bytes.subarray(at * 1000, at * 1000 + length)))
    }
  })

  test("a connection that follows one that vanished in mid-film gets its own bytes and no others", async () => {
    await using server = await way.start()
    const admin = await connectAdmin(server)
    await upload(admin, long)
    await upload(admin, other)
    const lengths = [1, 100_000, 5 * MiB, long.bytes.length]
    for (let round = 0; round < 12; round++) {
      const vanishing = await Promise.all([0, 1, 2].map(() => connectAgain(server, admin)))
      for (const peer of vanishing) await peer.ok({ ...download, movie_id: 2 })
      await vanishing[0]?.bytes(MiB)
      for (const peer of vanishing) vanish(peer, way)
      const length = lengths[round % lengths.length] ?? 1
      const next = await Promise.all([0, 1, 2].map(() => connectAgain(server, admin)))
      await Promise.all(
        next.map(async (peer) => {
          await peer.ok({ type: "ping" })
          assert.ok((await range(peer, 0, length)).equals(long.bytes.subarray(0, length)))
          await peer.ok({ type: "ping" })
          await peer[Symbol.asyncDispose]()
        }),
      )
    }
  })

  test("a reader that takes nothing is cut, and what it took is on record", async () => {
    await using server = await way.start({ writeStallS: 0.3 })
    const admin = await connectAdmin(server)
    await upload(admin, long)
    const reader = await connectMember(server)
    const again = await connectAgain(server, reader)
    await reader.ok(download)
    reader.pause()
    await until("it is cut", async () => {
      const { downloads } = await again.ok({ type: "list_downloads" })
      return Array.isArray(downloads) && downloads[0]?.bytes > 0
    })
    reader.resume()
    assert.ok((await reader.end()).length < long.bytes.length)
    await admin.ok({ type: "ping" })
  })

  test("a reader that stops again and again gets every byte", async () => {
    await using server = await way.start()
    const admin = await connectAdmin(server)
    await upload(admin, long)
    const again = await connectAgain(server, admin)
    await admin.ok(download)
    const stopBytes = 1_500_001
    for (let at = 0; at < long.bytes.length; at += stopBytes) {
      const bytes = await admin.bytes(Math.min(stopBytes, long.bytes.length - at))
      assert.ok(bytes.equals(long.bytes.subarray(at, at + stopBytes)))
      admin.pause()
      await again.ok({ type: "ping" })
      admin.resume()
    }
    await admin.ok({ type: "ping" })
  })

  test("a film that goes to the trash and is purged meanwhile arrives whole all the same", async () => {
    await using server = await way.start()
    const admin = await connectAdmin(server)
    await upload(admin, long)
    const reader = await connectMember(server)
    await reader.ok(download)
    reader.pause()
    await admin.ok({ type: "delete_movie", delete_movie_id: 1 })
    await admin.ok({ type: "purge_movie", movie_id: 1 })
    await assert.rejects(access((await storedFilm(server, 1)).path))
    reader.resume()
    assert.ok((await reader.bytes(long.bytes.length)).equals(long.bytes))
    await reader.ok({ type: "ping" })
  })

  test("a film that turns out shorter than it should be ends its reader's connection, and no other", async () => {
    await using server = await way.start()
    const admin = await connectAdmin(server)
    await upload(admin, long)
    const reader = await connectMember(server)
    await reader.ok(download)
    reader.pause()
    await truncate((await storedFilm(server, 1)).path, 20 * MiB)
    reader.resume()
    const bytes = await reader.end()
    assert.ok(bytes.length <= 20 * MiB && bytes.equals(long.bytes.subarray(0, bytes.length)))
    await admin.ok({ type: "ping" })
    assert.match(server.logged.join(), /ends at 20971520 of 25165824 bytes/)
  })
})
