import assert from "node:assert/strict"
import { once } from "node:events"
import { test } from "node:test"
import { barrier } from "../kit/barrier.ts"
import { forEachDatabase } from "../kit/databases.ts"
import { makeFilm } from "../kit/films.ts"
import { encode, type Peer } from "../kit/peer.ts"
import { connectAdmin, password } from "../kit/people.ts"
import { isTorture } from "../kit/scale.ts"
import { startServer, type TestServer } from "../kit/server.ts"

const film = makeFilm(40, "电影")

/** All that a client sends in a conversation: it registers, logs in, uploads, lists and downloads. */
function conversation(admin: Peer, name: string): Buffer {
  const { session } = admin
  const user = { name, password, user_type: "user" }
  return Buffer.concat([
    encode({ ...user, type: "register", id: 1 }),
    encode({ ...user, type: "login", id: 2 }),
    encode({ ...film.request, session, id: 3 }),
    film.bytes,
    encode({ type: "get_movie_list", movie_type: "charge", session, id: 4 }),
    encode({ type: "download_movie", movie_id: 1, session, id: 5 }),
    encode({ type: "ping", id: 6 }),
  ])
}

/** Reads the answers to a conversation and checks them. */
async function checkAnswers(peer: Peer, how: string): Promise<void> {
  for (const id of [1, 2, 3, 4, 5, 6]) {
    const reply = await peer.reply()
    assert.deepEqual([reply.id, reply.code], [id, 0], how)
    if (id === 5) assert.deepEqual(await peer.bytes(film.bytes.length), film.bytes, how)
  }
  assert.equal(peer.receivedBytes, 0, how)
}

async function sendPieces(server: TestServer, admin: Peer, pieces: Buffer[], how: string): Promise<void> {
  await using peer = await server.connect()
  for (const [index, piece] of pieces.entries()) {
    if (index > 0) await barrier(admin)
    void peer.send(piece)
  }
  await checkAnswers(peer, how)
}

test("a conversation cut at any one byte is understood", async () => {
  await using server = await startServer()
  const admin = await connectAdmin(server)
  const length = conversation(admin, "cut0000").length
  for (let cut = 1; cut < length; cut++) {
    const bytes = conversation(admin, `cut${String(cut).padStart(4, "0")}`)
    await sendPieces(server, admin, [bytes.subarray(0, cut), bytes.subarray(cut)], `cut at ${cut}`)
  }
})

test("a conversation cut at any two bytes is understood", { skip: !isTorture }, async () => {
  await using server = await startServer()
  const admin = await connectAdmin(server)
  const length = conversation(admin, "cut00000").length
  for (let round = 0; round < 5000; round++) {
    const bytes = conversation(admin, `cut${String(round).padStart(5, "0")}`)
    const first = 1 + ((round * 7) % (length - 2))
    const second = first + 1 + ((round * 13) % (length - first - 1))
    const pieces = [bytes.subarray(0, first), bytes.subarray(first, second), bytes.subarray(second)]
    await sendPieces(server, admin, pieces, `cut at ${first} and ${second}`)
  }
})

forEachDatabase((kit) => {
  test("a conversation in one write is understood", async () => {
    await using server = await startServer({}, kit)
    const admin = await connectAdmin(server)
    await sendPieces(server, admin, [conversation(admin, "whole")], "in one write")
  })

  test("a conversation sent byte by byte is understood", async () => {
    await using server = await startServer({}, kit)
    const admin = await connectAdmin(server)
    const bytes = conversation(admin, "bytes")
    const pieces = Array.from({ length: bytes.length }, (_, at) => bytes.subarray(at, at + 1))
    await sendPieces(server, admin, pieces, "byte by byte")
  })

  test("a frame that is no request costs its own answer and not the next one's", async () => {
    await using server = await startServer({}, kit)
    const peer = await server.connect()
    await peer.send(Buffer.concat([encode({ type: "?" }), Buffer.alloc(4), encode({ type: "ping", id: 1 })]))
    const codes = [(await peer.reply()).code, (await peer.reply()).code, (await peer.reply()).code]
    assert.deepEqual(codes, ["UNKNOWN_TYPE", "BAD_JSON", 0])
  })

  test("a reply's length and JSON arrive in one piece", async () => {
    await using server = await startServer({}, kit)
    const admin = await connectAdmin(server)
    for (const type of ["ping", "who_am_i", "check_notice", "nothing", "list_users"]) {
      await admin.send(encode({ type, session: admin.session }))
      const [first] = await once(admin.socket, "data")
      assert.ok(Buffer.isBuffer(first))
      assert.equal(first.length, 4 + first.readUInt32LE(), type)
      await admin.reply()
    }
  })
})
