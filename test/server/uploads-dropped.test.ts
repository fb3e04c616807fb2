import assert from "node:assert/strict"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { mock, test } from "node:test"
import { setImmediate as turn } from "node:timers/promises"
import { Upload } from "../../db/upload.ts"
import type { DraftPlan } from "../../interface/film.ts"
import { drop } from "../../interface/uploads/drop.ts"
import { DiskStore } from "../../server/store/disk-store.ts"
import { forEachDatabase } from "../kit/databases.ts"
import { makeFilm } from "../kit/films.ts"
import { connectAdmin } from "../kit/people.ts"
import { startServer } from "../kit/server.ts"
import { beginInPieces } from "../kit/upload-in-pieces.ts"
import { filesIn } from "../kit/uploads.ts"

test("a piece that comes as its upload is dropped leaves no file behind", async () => {
  const uploadsDir = await mkdtemp(join(tmpdir(), "reelwire-uploads-"))
  const store = await DiskStore.open(uploadsDir, 0, async () => undefined)
  for (let round = 0; round < 20; round++) {
    const plan = { storedName: store.newName(), size: 100_000, pieceBytes: 65_536 }
    await store.reserve(plan)
    let opening: Promise<unknown> | undefined
    // Whoever sends it read its row just before that was deleted.
    await store.remove(plan.storedName, async () => {
      opening = store.withDraft(plan, async () => undefined).catch(() => undefined)
    })
    await opening
    assert.deepEqual(await filesIn(uploadsDir), [])
  }
  await store.close()
  await rm(uploadsDir, { recursive: true })
})

forEachDatabase((kit) => {
  test("an upload that is dropped as it begins leaves no file behind", async () => {
    await using server = await startServer({}, kit)
    const admin = await connectAdmin(server)
    const { database } = server.running.app
    const { reserve, remove } = DiskStore.prototype
    let isRemoving = false
    const removes = mock.method(
      DiskStore.prototype,
      "remove",
      function (this: DiskStore, ...given: Parameters<DiskStore["remove"]>) {
        isRemoving = true
        return remove.apply(this, given)
      },
    )
    let dropped: Promise<void> | undefined
    const reserves = mock.method(
      DiskStore.prototype,
      "reserve",
      async function (this: DiskStore, plan: DraftPlan) {
        const upload = await Upload.first({ stored_name: plan.storedName })
        assert.ok(upload !== undefined)
        dropped = drop(this, upload)
        await turn()
        if (isRemoving) await dropped
        await reserve.call(this, plan)
      },
    )
    await beginInPieces(admin, makeFilm(100_000))
    await dropped
    for (const { mock } of [removes, reserves]) mock.restore()
    assert.ok(isRemoving)
    assert.deepEqual(await filesIn(server.settings.uploadsDir), [])
    assert.equal(await database.run(() => Upload.count()), 0)
  })
})
