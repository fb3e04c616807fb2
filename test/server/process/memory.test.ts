import assert from "node:assert/strict"
import { test } from "node:test"
import { sampledMd5Of } from "../../kit/films.ts"
import { encode, type Peer } from "../../kit/peer.ts"
import { logIn, password } from "../../kit/people.ts"
import { residentMiB, runServer, type ServerProcess } from "../../kit/process.ts"
import { scaled } from "../../kit/scale.ts"

const mebi = 1024 * 1024
const filmBytes = scaled(96, 512) * mebi
const piece = Buffer.alloc(mebi, 7)
const env = { REELWIRE_WRITE_STALL_S: "60", REELWIRE_FIRST_FRAME_S: "60", REELWIRE_LOGIN_S: "60" }

async function connectAdmin(server: ServerProcess): Promise<Peer> {
  const peer = await server.connect()
  await peer.ok({ type: "register", name: "admin", password, user_type: "admin" })
  await logIn(peer, "admin", "admin")
  return peer
}

/** The longest that a ping takes while something else goes on, in milliseconds. */
async function slowestPingMs(peer: Peer, rounds: number): Promise<number> {
  let slowest = 0
  for (let round = 0; round < rounds; round++) {
    const startMs = performance.now()
    await peer.ok({ type: "ping" })
    slowest = Math.max(slowest, performance.now() - startMs)
  }
  return slowest
}

test("neither a long film nor slow readers of it make the server's memory grow, or anybody wait", async () => {
  await using server = await runServer(env)
  const admin = await connectAdmin(server)
  const before = await residentMiB(server.child)
  const file_md5 = sampledMd5Of(Buffer.alloc(40, 7))
  const film = { type: "upload_movie", file_name: "long", file_size: filmBytes, file_md5, is_free: 1 }
  await admin.send(encode({ ...film, session: admin.session }))
  for (let at = 0; at < filmBytes; at += mebi) await admin.send(piece)
  assert.equal((await admin.reply()).code, 0)
  const afterUpload = await residentMiB(server.child)
  assert.ok(afterUpload - before < 60, `an upload made it grow from ${before} to ${afterUpload} MiB`)
  const readers = await Promise.all(Array.from({ length: 20 }, () => server.connect()))
  for (const reader of readers) {
    await reader.ok({ type: "download_movie", movie_id: 1, session: admin.session })
    reader.pause()
  }
  const slowest = await slowestPingMs(admin, 200)
  assert.ok(slowest < 500, `a ping took ${slowest} ms`)
  const whileReading = await residentMiB(server.child)
  assert.ok(whileReading - before < 100, `20 slow readers: from ${before} to ${whileReading} MiB`)
})

test("lengths that are claimed and not sent cost no memory", async () => {
  await using server = await runServer({ ...env, REELWIRE_MAX_FRAME_BYTES_BEFORE_LOGIN: "512M" })
  const first = await server.connect()
  await first.ok({ type: "ping" })
  const before = await residentMiB(server.child)
  const claim = Buffer.from([0, 0, 0, 31, 0x7b])
  const peers = await Promise.all(Array.from({ length: 200 }, () => server.connect()))
  await Promise.all(peers.map((peer) => peer.send(claim)))
  await slowestPingMs(first, 50)
  const after = await residentMiB(server.child)
  assert.ok(after - before < 40, `from ${before} to ${after} MiB`)
})

test("slow senders and half-sent uploads cost little memory and hold nobody up", async () => {
  await using server = await runServer(env)
  const admin = await connectAdmin(server)
  const before = await residentMiB(server.child)
  const film = {
    type: "upload_movie",
    file_name: "slow",
    file_size: 50 * mebi,
    file_md5: "0".repeat(32),
    is_free: 1,
  }
  const senders = await Promise.all(Array.from({ length: 20 }, () => server.connect()))
  for (const sender of senders) await sender.send(encode({ ...film, session: admin.session }))
  const sending = senders.map(async (sender) => {
    for (let round = 0; round < 16; round++) await sender.send(piece)
  })
  const slowest = await slowestPingMs(admin, 100)
  await Promise.all(sending)
  assert.ok(slowest < 1000, `a ping took ${slowest} ms`)
  const after = await residentMiB(server.child)
  // 320 MiB were sent, of which each connection may hold two.
  assert.ok(after - before < 160, `from ${before} to ${after} MiB`)
})
