import assert from "node:assert/strict"
import { mock, test } from "node:test"
import { blake3 } from "@napi-rs/blake-hash"
import { Movie } from "../../db/movie.ts"
import { Upload } from "../../db/upload.ts"
import { contentIdOf } from "../../interface/pieces/content-id.ts"
import type { Database } from "../../orm/database.ts"
import { ConnectionLost } from "../../orm/errors.ts"
import { now } from "../../orm/expression.ts"
import { DiskStore } from "../../server/store/disk-store.ts"
import { forEachDatabase } from "../kit/databases.ts"
import { makeFilm } from "../kit/films.ts"
import type { Reply } from "../kit/peer.ts"
import { connectAdmin, hasBytes, numberIn, upload } from "../kit/people.ts"
import { startServer, type TestServer } from "../kit/server.ts"
import { until } from "../kit/until.ts"
import { beginInPieces, missingPieces, sendPiece, uploadInPieces } from "../kit/upload-in-pieces.ts"
import { filesIn } from "../kit/uploads.ts"

const settings = { pieceBytes: 65_536, downloadWaitS: 0 }
const film = makeFilm(150_000)

/** What the library has of a film after its only copy was thought to be damaged. */
async function damagedFilm(
  server: TestServer,
  admin: Awaited<ReturnType<typeof connectAdmin>>,
): Promise<number> {
  const id = await upload(admin, film)
  await server.running.app.database.run(() => Movie.update({ id }, { damage_time: now() }))
  return id
}

function contentIdOfFilm(): string {
  const { pieceBytes } = settings
  const { length: size } = film.bytes
  const hashes: Buffer[] = []
  for (let at = 0; at < size; at += pieceBytes) hashes.push(blake3(film.bytes.subarray(at, at + pieceBytes)))
  return contentIdOf({ size, pieceBytes, hashes: Buffer.concat(hashes) })
}

/** Loses the database's answer to the commit of the next upload that ends, done after `before`; then nobody answers where `canAsk` is false. */
function loseCommit(
  { driver }: Database,
  {
    canAsk,
    before = async () => undefined,
  }: { readonly canAsk: boolean; readonly before?: () => Promise<void> },
): void {
  const { delete: realDelete } = Upload
  let isEnding = false
  const deletes = mock.method(Upload, "delete", (...given: Parameters<typeof realDelete>) => {
    deletes.mock.restore()
    isEnding = true
    return realDelete.apply(Upload, given)
  })
  const { begin } = driver
  let isLost = false
  const begins = mock.method(driver, "begin", async (...given: Parameters<typeof begin>) => {
    if (isLost) {
      begins.mock.restore()
      throw new ConnectionLost("nobody answers")
    }
    const session = await begin.apply(driver, given)
    const { commit } = session
    session.commit = async () => {
      const isThis = isEnding
      if (isThis) await before()
      await commit.call(session)
      if (!isThis) return
      if (canAsk) begins.mock.restore()
      else isLost = true
      throw new ConnectionLost("cut off")
    }
    return session
  })
}

forEachDatabase((kit) => {
  test("a film that was published by a finish nobody knew the end of stays whole when its upload is finished again", async () => {
    await using server = await startServer(settings, kit)
    const [admin, again] = [await connectAdmin(server), await server.connect()]
    again.session = admin.session
    const begun = await beginInPieces(admin, film)
    for (const piece of await missingPieces(admin, begun.upload_id)) await sendPiece(admin, begun, piece)
    const turns = mock.method(DiskStore.prototype, "inTurn")
    const finish = { type: "finish_upload", upload_id: begun.upload_id, content_id: contentIdOfFilm() }
    let second: Promise<Reply> | undefined
    loseCommit(server.running.app.database, {
      canAsk: false,
      before: async () => {
        const before = turns.mock.callCount()
        second = again.ask(finish)
        await until("it waits for its turn", () => turns.mock.callCount() > before)
      },
    })
    await admin.fails("INTERNAL", finish)
    turns.mock.restore()
    const finished = await second
    assert.ok(finished?.flag)
    await hasBytes(admin, numberIn(finished, "movie_id"), film)
  })

  test("a damaged film is whole again even where the database's answer to the end of its upload is lost", async () => {
    await using server = await startServer(settings, kit)
    const admin = await connectAdmin(server)
    const id = await damagedFilm(server, admin)
    loseCommit(server.running.app.database, { canAsk: true })
    assert.equal(await uploadInPieces([admin], film), id)
    await hasBytes(admin, id, film)
    assert.equal((await filesIn(server.settings.uploadsDir)).length, 2)
  })
})
