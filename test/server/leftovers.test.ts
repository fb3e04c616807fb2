import assert from "node:assert/strict"
import { mkdir, mkdtemp, readdir, rm, stat, utimes, writeFile } from "node:fs/promises"
import { hostname, tmpdir } from "node:os"
import { join } from "node:path"
import { test } from "node:test"
import { keepPartFolders } from "../../server/jobs/keep-part-folders.ts"
import { DiskStore } from "../../server/store/disk-store.ts"
import { makeFilm } from "../kit/films.ts"
import { filesIn } from "../kit/uploads.ts"

// Above the largest process number that Linux or macOS gives.
const nobodysPid = 2 ** 23

async function withUploads(check: (uploadsDir: string) => Promise<void>): Promise<void> {
  const uploadsDir = await mkdtemp(join(tmpdir(), "reelwire-uploads-"))
  await check(uploadsDir).finally(() => rm(uploadsDir, { recursive: true }))
}

async function partFolderOf(uploadsDir: string, pid: number): Promise<string> {
  const path = join(uploadsDir, `part.${hostname().replace(/[^\w-]/g, "_")}.${pid}.test`)
  await mkdir(path)
  return path
}

test("a film that was published by a killed server and has no row is removed, one that has its row stays", () =>
  withUploads(async (uploadsDir) => {
    const films = join(uploadsDir, "films")
    await mkdir(films)
    for (const name of ["orphan", "listed", "untouched"]) await writeFile(join(films, name), name)
    const killed = await partFolderOf(uploadsDir, nobodysPid)
    for (const name of ["orphan", "listed"]) await writeFile(join(killed, `${name}.published`), "")
    await writeFile(join(killed, "unfinished"), "half a film")
    const asked: string[] = []
    const store = await DiskStore.open(uploadsDir, 0, async (name) => {
      asked.push(name)
      return name === "listed" ? "movie" : undefined
    })
    await store.close()
    assert.deepEqual(asked.sort(), ["listed", "orphan"])
    assert.deepEqual((await readdir(films)).sort(), ["listed", "untouched"])
    assert.deepEqual((await readdir(uploadsDir)).sort(), ["films", "unfinished"])
  }))

test("a server that lives keeps its part folder young, so that another machine never takes it for left behind", () =>
  withUploads(async (uploadsDir) => {
    const store = await DiskStore.open(uploadsDir, 0, async () => undefined)
    const [part] = (await readdir(uploadsDir)).filter((entry) => entry.startsWith("part."))
    assert.ok(part !== undefined)
    const longAgo = new Date(Date.now() - 2 * 86_400_000)
    await utimes(join(uploadsDir, part), longAgo, longAgo)
    await keepPartFolders().run(new AbortController().signal)
    assert.ok(Date.now() - (await stat(join(uploadsDir, part))).mtimeMs < 60_000)
    await store.close()
    await keepPartFolders().run(new AbortController().signal)
    assert.deepEqual((await readdir(uploadsDir)).sort(), ["films", "unfinished"])
  }))

test("the part folder of a server that lives is left alone", () =>
  withUploads(async (uploadsDir) => {
    const living = await partFolderOf(uploadsDir, process.ppid)
    await writeFile(join(living, "film"), "half a film")
    const store = await DiskStore.open(uploadsDir, 0, async () => undefined)
    await store.close()
    assert.equal((await filesIn(uploadsDir)).length, 1)
  }))

for (const isListed of [true, false]) {
  test(`a film in doubt when its server stops ${isListed ? "stays" : "goes"} at the next start, as its row ${isListed ? "is there" : "isn't"}`, () =>
    withUploads(async (uploadsDir) => {
      const { bytes, request } = makeFilm(1000)
      const film = {
        size: bytes.length,
        async *chunks() {
          yield [bytes]
        },
      }
      const store = await DiskStore.open(uploadsDir, 0, async () => "movie")
      const staged = await store.receive(film, request.file_md5, 2 ** 20)
      await staged.publish()
      await store.close()
      const next = await DiskStore.open(uploadsDir, 0, async () => (isListed ? "movie" : undefined))
      await next.close()
      assert.deepEqual(
        (await filesIn(uploadsDir)).sort(),
        isListed ? [staged.storedName, `${staged.storedName}.manifest`] : [],
      )
    }))
}
