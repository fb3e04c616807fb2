import assert from "node:assert/strict"
import { test } from "node:test"
import { makeFilm } from "../kit/films.ts"
import { encode } from "../kit/peer.ts"
import { connectAdmin, connectMember, upload } from "../kit/people.ts"
import { startServer } from "../kit/server.ts"
import { until } from "../kit/until.ts"
import { filesIn } from "../kit/uploads.ts"

test("a stop that cuts an upload ends only when nothing is left of it", async () => {
  await using server = await startServer({ drainS: 0.1 })
  const admin = await connectAdmin(server)
  const film = makeFilm(100_000)
  await admin.send(
    Buffer.concat([encode({ ...film.request, session: admin.session }), film.bytes.subarray(0, 60_000)]),
  )
  const { uploadsDir } = server.settings
  await until("the upload has begun", async () => (await filesIn(uploadsDir)).length === 1)
  await server.running.stop()
  assert.deepEqual(await filesIn(uploadsDir), [])
})

test("a request that waits behind the one under way is told that the server stops", async () => {
  await using server = await startServer({ downloadWaitS: 0.3, drainS: 10 })
  const film = makeFilm(1000)
  await upload(await connectAdmin(server), film)
  const member = await connectMember(server)
  await member.send(
    Buffer.concat([
      encode({ type: "download_movie", movie_id: 1, session: member.session }),
      encode({ type: "ping" }),
    ]),
  )
  assert.equal((await member.reply()).code, 0)
  const stopped = server.running.stop()
  assert.deepEqual(await member.bytes(film.bytes.length), film.bytes)
  assert.equal((await member.reply()).code, "STOPPING")
  assert.equal((await member.end()).length, 0)
  await stopped
})
