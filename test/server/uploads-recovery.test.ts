import assert from "node:assert/strict"
import { link, mkdir, mkdtemp, open, readdir, readFile, rename, rm, writeFile } from "node:fs/promises"
import { hostname, tmpdir } from "node:os"
import { join } from "node:path"
import { mock, test } from "node:test"
import { blake3 } from "@napi-rs/blake-hash"
import { Movie } from "../../db/movie.ts"
import { Upload } from "../../db/upload.ts"
import type { Draft, IncomingFilm } from "../../interface/film.ts"
import { DiskStore } from "../../server/store/disk-store.ts"
import type { RowKind } from "../../server/store/recover.ts"
import { forEachDatabase } from "../kit/databases.ts"
import { makeFilm } from "../kit/films.ts"
import { connectAdmin, hasBytes, logIn, upload } from "../kit/people.ts"
import { startServer } from "../kit/server.ts"
import { until } from "../kit/until.ts"
import { uploadInPieces } from "../kit/upload-in-pieces.ts"

// Above the largest process number that Linux or macOS gives.
const nobodysPid = 2 ** 23
const pieceBytes = 65_536
const film = makeFilm(150_000)
const plan = { storedName: "draft", size: film.bytes.length, pieceBytes }

function pieceOf(piece: number): Buffer {
  return film.bytes.subarray(piece * pieceBytes, (piece + 1) * pieceBytes)
}

function incoming(bytes: Buffer): IncomingFilm {
  return {
    size: bytes.length,
    async *chunks() {
      yield [bytes]
    },
  }
}

async function fill(draft: Draft): Promise<void> {
  for (const piece of [0, 1, 2]) await draft.receive(piece, blake3(pieceOf(piece)), incoming(pieceOf(piece)))
}

/** The files of a store by folder, without the part folder of whoever has it open. */
async function filesOf(uploadsDir: string): Promise<Record<string, string[]>> {
  const [films, unfinished] = await Promise.all(
    ["films", "unfinished"].map(async (name) => (await readdir(join(uploadsDir, name))).sort()),
  )
  return { films: films ?? [], unfinished: unfinished ?? [] }
}

/** Runs `during` on a store, lays a mark for the film "draft" as a killed server leaves it, and opens the store again. */
async function afterCrash(
  row: RowKind,
  during: (store: DiskStore, uploadsDir: string) => Promise<void>,
  check: (store: DiskStore, uploadsDir: string) => Promise<void>,
): Promise<void> {
  const uploadsDir = await mkdtemp(join(tmpdir(), "reelwire-uploads-"))
  try {
    const store = await DiskStore.open(uploadsDir, 0, async () => row)
    await during(store, uploadsDir)
    await store.close()
    const killed = join(uploadsDir, `part.${hostname().replace(/[^\w-]/g, "_")}.${nobodysPid}.test`)
    await mkdir(killed)
    await writeFile(join(killed, "draft.published"), "")
    const next = await DiskStore.open(uploadsDir, 0, async () => row)
    await check(next, uploadsDir)
    await next.close()
    assert.deepEqual((await readdir(uploadsDir)).sort(), ["films", "unfinished"])
  } finally {
    await rm(uploadsDir, { recursive: true })
  }
}

const stored = ["draft", "draft.manifest"]
const unfinished = ["draft", "draft.pieces"]

async function publishDraft(store: DiskStore): Promise<void> {
  await store.withDraft(plan, async (draft) => {
    await fill(draft)
    await (await draft.finish()).publish()
  })
}

test("a crash before anything moved: the upload is what it was", () =>
  afterCrash(
    "upload",
    (store) => store.withDraft(plan, fill),
    async (store, uploadsDir) => {
      assert.deepEqual(await filesOf(uploadsDir), { films: [], unfinished })
      assert.equal(await store.arrivedBytes(plan), film.bytes.length)
    },
  ))

test("a crash before the row of a film that had moved: it is an upload again, with all its pieces", () =>
  afterCrash("upload", publishDraft, async (store, uploadsDir) => {
    assert.deepEqual(await filesOf(uploadsDir), { films: [], unfinished })
    await store.withDraft(plan, async (draft) => {
      assert.equal(draft.verified, 3)
      const staged = await draft.finish()
      await staged.publish()
      await staged.settle()
    })
    assert.deepEqual(await filesOf(uploadsDir), { films: stored, unfinished: [] })
    assert.ok((await readFile(join(uploadsDir, "films", "draft"))).equals(film.bytes))
  }))

test("a crash between the two moves of a film: it is an upload again, with all its pieces", () =>
  afterCrash(
    "upload",
    async (store, uploadsDir) => {
      await store.withDraft(plan, fill)
      await rename(
        join(uploadsDir, "unfinished", "draft.pieces"),
        join(uploadsDir, "films", "draft.manifest"),
      )
    },
    async (store, uploadsDir) => {
      assert.deepEqual(await filesOf(uploadsDir), { films: [], unfinished })
      assert.equal(await store.arrivedBytes(plan), film.bytes.length)
    },
  ))

test("a crash after the row of a film: it stays, and nothing else does", () =>
  afterCrash("movie", publishDraft, async (_, uploadsDir) => {
    assert.deepEqual(await filesOf(uploadsDir), { films: stored, unfinished: [] })
  }))

for (const row of ["movie", "upload", undefined] as const) {
  test(`a crash after a film shared its bytes with another one, with ${row ?? "no"} row`, () =>
    afterCrash(
      row,
      async (store) => {
        const twin = await store.receive(incoming(film.bytes), film.request.file_md5, pieceBytes)
        await twin.publish()
        await twin.settle()
        await publishDraft(store)
        await store.share("draft", [twin.storedName], async () => [twin.storedName])
      },
      async (store, uploadsDir) => {
        const now = await filesOf(uploadsDir)
        assert.equal(now.films?.filter((name) => !name.startsWith("draft")).length, 2)
        const ours = now.films?.filter((name) => name.startsWith("draft"))
        if (row === "movie") assert.deepEqual([ours, now.unfinished], [stored, []])
        if (row === undefined) assert.deepEqual([ours, now.unfinished], [[], []])
        if (row !== "upload") return
        assert.deepEqual([ours, now.unfinished], [[], unfinished])
        assert.equal(await store.arrivedBytes(plan), film.bytes.length)
      },
    ))
}

test("a crash while a film or an upload was removed: it goes where its row is gone", async () => {
  await afterCrash(undefined, publishDraft, async (_, uploadsDir) => {
    assert.deepEqual(await filesOf(uploadsDir), { films: [], unfinished: [] })
  })
  await afterCrash(
    undefined,
    (store) => store.withDraft(plan, fill),
    async (_, uploadsDir) => assert.deepEqual(await filesOf(uploadsDir), { films: [], unfinished: [] }),
  )
})

test("an upload whose file the library has under another name begins anew, and the library's is not written to", () =>
  afterCrash(
    "upload",
    async (store) => {
      const twin = await store.receive(incoming(film.bytes), film.request.file_md5, pieceBytes)
      await twin.publish()
      await twin.settle()
    },
    async (store, uploadsDir) => {
      const [twin = ""] = (await filesOf(uploadsDir)).films ?? []
      await link(join(uploadsDir, "films", twin), join(uploadsDir, "unfinished", "draft"))
      await store.withDraft(plan, async (draft) => {
        assert.equal(draft.verified, 0)
        const zeros = Buffer.alloc(pieceBytes)
        await draft.receive(0, blake3(zeros), incoming(zeros))
      })
      assert.ok((await readFile(join(uploadsDir, "films", twin))).equals(film.bytes))
    },
  ))

test("an upload whose film's file is gone begins anew, whatever is known of its pieces", async () => {
  const uploadsDir = await mkdtemp(join(tmpdir(), "reelwire-uploads-"))
  const store = await DiskStore.open(uploadsDir, 0, async () => "upload")
  await store.withDraft(plan, fill)
  await store.close()
  await rm(join(uploadsDir, "unfinished", "draft"))
  const next = await DiskStore.open(uploadsDir, 0, async () => "upload")
  await next.withDraft(plan, async ({ verified }) => assert.equal(verified, 0))
  await next.close()
  await rm(uploadsDir, { recursive: true })
})

test("an upload whose pieces could not be made safe when its files were closed begins anew", async () => {
  const uploadsDir = await mkdtemp(join(tmpdir(), "reelwire-uploads-"))
  const store = await DiskStore.open(uploadsDir, 0, async () => "upload")
  await store.withDraft(plan, fill)
  const file = await open(join(uploadsDir, "unfinished", "draft"), "r")
  const prototype: { sync(): Promise<void> } = Object.getPrototypeOf(file)
  await file.close()
  const failing = mock.method(prototype, "sync", () => Promise.reject(new Error("i/o error")))
  await store.close()
  failing.mock.restore()
  const next = await DiskStore.open(uploadsDir, 0, async () => "upload")
  await next.withDraft(plan, async (draft) => {
    assert.equal(draft.verified, 0)
    await fill(draft)
  })
  await next.close()
  const last = await DiskStore.open(uploadsDir, 0, async () => "upload")
  await last.withDraft(plan, async ({ verified }) => assert.equal(verified, 3))
  await last.close()
  await rm(uploadsDir, { recursive: true })
})

test("an upload that is refilled from one film by several at once reads it once", async () => {
  const uploadsDir = await mkdtemp(join(tmpdir(), "reelwire-uploads-"))
  const store = await DiskStore.open(uploadsDir, 0, async () => "upload")
  const staged = await store.receive(incoming(film.bytes), film.request.file_md5, pieceBytes)
  await staged.publish()
  await staged.settle()
  const opens = mock.method(store, "open")
  await Promise.all([1, 2, 3].map(() => store.refill(plan, staged.storedName)))
  assert.equal(opens.mock.callCount(), 1)
  await store.withDraft(plan, async ({ verified }) => assert.equal(verified, 3))
  await store.refill(plan, staged.storedName)
  assert.equal(opens.mock.callCount(), 2)
  await store.close()
  await rm(uploadsDir, { recursive: true })
})

forEachDatabase((kit) => {
  test("a server that starts says how many films have no bytes and how many files have no row, and removes none", async () => {
    await using database = await kit.fresh()
    const server = await startServer({ databaseUrl: database.url, pieceBytes, downloadWaitS: 0 })
    const { uploadsDir } = server.settings
    const admin = await connectAdmin(server)
    const [first] = [await upload(admin, film), await upload(admin, makeFilm(1000, "other"))]
    const [row] = await server.running.app.database.run(() => Movie.select({ id: first }))
    await admin[Symbol.asyncDispose]()
    await server.running.stop()
    await rm(join(uploadsDir, "films", row?.stored_name ?? ""))
    await writeFile(join(uploadsDir, "films", "stranger"), "somebody's")
    await using again = await startServer({ ...server.settings, logLevel: "warn" })
    const said = (): string | undefined => again.logged.find((one) => one.includes("store check"))
    await until("the log says so", () => said() !== undefined)
    assert.match(said() ?? "", /"filmsWithoutBytes":1,"filesWithoutRow":1/)
    assert.equal(await readFile(join(uploadsDir, "films", "stranger"), "utf8"), "somebody's")
  })

  test("an upload of which only the row is there goes on with all its pieces missing", async () => {
    await using server = await startServer({ pieceBytes, downloadWaitS: 0 }, kit)
    const admin = await connectAdmin(server)
    const { app } = server.running
    const { file_name: name, file_md5: sampled_md5 } = film.request
    await app.database.run(() =>
      new Upload({
        uploader_id: 1,
        stored_name: "lost",
        name,
        size: film.bytes.length,
        sampled_md5,
        is_free: true,
        piece_bytes: pieceBytes,
        content_id: null,
      }).save(),
    )
    await logIn(admin, "admin", "admin")
    await hasBytes(admin, await uploadInPieces([admin], film), film)
    assert.equal(await app.database.run(() => Upload.count()), 0)
  })
})
