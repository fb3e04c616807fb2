import assert from "node:assert/strict"
import { test } from "node:test"
import { forEachDatabase } from "../kit/databases.ts"
import { makeFilm } from "../kit/films.ts"
import { encode } from "../kit/peer.ts"
import { connectAdmin, password } from "../kit/people.ts"
import { randomNumbers } from "../kit/random.ts"
import { scaled } from "../kit/scale.ts"
import { startServer } from "../kit/server.ts"

const film = makeFilm(50)
const oddValues: readonly unknown[] = [
  null,
  -1,
  0,
  1e308,
  2 ** 53,
  "",
  "\0",
  [],
  {},
  true,
  [[[]]],
  "x".repeat(3000),
  { toString: 1 },
]

/** Requests of every kind, good ones, as clients send them. */
function goodFrames(session: string | undefined): readonly Buffer[] {
  const user = { name: "fuzz", password, user_type: "user" }
  return [
    encode({ type: "register", ...user }),
    encode({ type: "login", ...user, session }),
    Buffer.concat([encode({ ...film.request, session }), film.bytes]),
    encode({ type: "get_movie_list", movie_type: "all", session }),
    encode({ type: "list_movies", limit: 3, session }),
    encode({ type: "download_movie", movie_id: 1, session }),
    encode({ type: "delete_movie", delete_movie_id: 1, session }),
    encode({ type: "release_notice", title: "t", content: "c", session }),
    encode({ type: "lock_user", name: "fuzz", session }),
    encode({ type: "check_movie", file_md5: film.request.file_md5, session }),
  ]
}

/** A frame with some of its bytes changed, lost, doubled or moved, or with one of its values replaced. */
function mutated(frame: Buffer, random: (most: number) => number): Buffer {
  if (random(3) === 0) return withOddValue(frame, random)
  const bytes = [...frame]
  for (let change = random(4); change >= 0; change--) {
    const at = random(bytes.length)
    const kind = random(4)
    if (kind === 0) bytes[at] = random(256)
    else if (kind === 1) bytes.splice(at, 1 + random(8))
    else if (kind === 2) bytes.splice(at, 0, ...bytes.slice(at, at + random(20)))
    else bytes.splice(random(bytes.length + 1), 0, random(256))
    if (bytes.length === 0) bytes.push(0)
  }
  return Buffer.from(bytes)
}

function withOddValue(frame: Buffer, random: (most: number) => number): Buffer {
  const end = 4 + frame.readUInt32LE()
  const request: unknown = JSON.parse(frame.subarray(4, end).toString())
  assert.ok(typeof request === "object" && request !== null)
  const keys = Object.keys(request).filter((key) => key !== "session")
  const key = keys[random(keys.length)] ?? "type"
  const odd = { ...request, [key]: oddValues[random(oddValues.length)] }
  return Buffer.concat([encode(odd), frame.subarray(end)])
}

forEachDatabase((kit) => {
  test("after thousands of broken frames the server answers as if nothing had been", async () => {
    const limits = { firstFrameS: 5, frameS: 5, uploadIdleS: 5, loginFailuresPerConnection: 100 }
    await using server = await startServer({ ...limits, maxRefusedFilmBytes: 10_000 }, kit)
    const admin = await connectAdmin(server)
    const frames = goodFrames(admin.session)
    const random = randomNumbers(20_261_121)
    for (let round = 0; round < scaled(300, 20_000); round++) {
      const peer = await server.connect()
      for (let count = 1 + random(5); count > 0; count--) {
        const frame = frames[random(frames.length)]
        if (frame !== undefined) void peer.send(random(4) === 0 ? frame : mutated(frame, random))
      }
      // Nothing more comes, so whatever was broken off is given up and the server ends as well.
      peer.socket.end()
      await peer.end()
    }
    await admin.ok({ type: "who_am_i" })
    await admin.ok(film.request, film.bytes)
    assert.deepEqual(
      server.logged.filter((line) => line.includes("incident")),
      [],
      "none of it was the server's own failure",
    )
  })
})
