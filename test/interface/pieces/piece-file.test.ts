import assert from "node:assert/strict"
import { open, readdir, readFile, stat, truncate, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { test } from "node:test"
import { blake3 } from "@napi-rs/blake-hash"
import { pieceRange } from "../../../interface/pieces/manifest.ts"
import { PieceFile } from "../../../interface/pieces/piece-file.ts"
import { makeFilm } from "../../kit/films.ts"
import { temporaryFolder } from "../../kit/temporary-folder.ts"

const shape = { size: 10_500, pieceBytes: 1000 }
const { bytes } = makeFilm(shape.size)
/** Where the header of a slots file says under which cache id it was written. */
const cacheIdAt = 32

function pieceOf(film: Buffer, piece: number): Buffer {
  const { offset, length } = pieceRange(piece, shape.size, shape.pieceBytes)
  return film.subarray(offset, offset + length)
}

async function* inParts(whole: Buffer, partBytes = 300): AsyncGenerator<readonly Buffer[]> {
  for (let at = 0; at < whole.length; at += partBytes) yield [whole.subarray(at, at + partBytes)]
}

function put(file: PieceFile, piece: number, film = bytes): Promise<boolean> {
  const part = pieceOf(film, piece)
  return file.write(piece, blake3(part), inParts(part))
}

async function withFile(check: (path: string) => Promise<void>): Promise<void> {
  await using folder = await temporaryFolder()
  await check(join(folder.path, "film"))
}

async function closing<T>(path: string, work: (file: PieceFile) => Promise<T>, as = shape): Promise<T> {
  const file = await PieceFile.open(path, as)
  return work(file).finally(() => file.close())
}

/** Makes a slots file one that was written before the machine was started anew. */
async function startMachineAnew(path: string): Promise<void> {
  const slots = await open(`${path}.pieces`, "r+")
  await slots.write(Buffer.alloc(16, 7), 0, 16, cacheIdAt)
  await slots.close()
}

test("pieces that were written in any order are there, whole, when the file is opened again", () =>
  withFile(async (path) => {
    await closing(path, async (file) => {
      assert.equal(file.verified, 0)
      for (const piece of [10, 0, 3]) assert.equal(await put(file, piece), true)
      await file.flush()
    })
    await closing(path, async (file) => {
      assert.equal(file.verified, 3)
      assert.deepEqual(file.missing(), [1, 2, 4, 5, 6, 7, 8, 9])
      assert.deepEqual(Buffer.from(file.hashOf(10) ?? []), blake3(pieceOf(bytes, 10)))
      assert.equal(file.hashOf(1), undefined)
      for (const piece of file.missing()) await put(file, piece)
      assert.deepEqual(file.missing(), [])
    })
    assert.ok((await readFile(path)).equals(bytes))
  }))

test("a piece with another hash is refused and missing, and the others stay", () =>
  withFile((path) =>
    closing(path, async (file) => {
      await put(file, 0)
      await put(file, 1)
      const wrong = Buffer.from(pieceOf(bytes, 1))
      wrong[500] = 1 + (wrong[500] ?? 0)
      assert.equal(await file.write(1, blake3(pieceOf(bytes, 2)), inParts(wrong)), false)
      assert.deepEqual([file.verified, file.hashOf(1)], [1, undefined])
      await put(file, 1)
      assert.equal(file.verified, 2)
    }),
  ))

test("a piece that breaks off is missing, one that was there before as well, and one that is too long harms no other", () =>
  withFile(async (path) => {
    await closing(path, async (file) => {
      for (const piece of [4, 5, 6]) await put(file, piece)
      const hash = blake3("another")
      const broken = async function* () {
        yield [Buffer.alloc(700)]
        throw new Error("gone")
      }
      await assert.rejects(file.write(4, hash, broken()), /gone/)
      await assert.rejects(file.write(5, hash, inParts(Buffer.alloc(1001))), RangeError)
    })
    await closing(path, async (file) => {
      assert.equal(file.verified, 1)
      assert.deepEqual(Buffer.from(file.hashOf(6) ?? []), blake3(pieceOf(bytes, 6)))
    })
    assert.ok((await readFile(path)).subarray(6000, 7000).equals(pieceOf(bytes, 6)))
  }))

test("a piece that is there with this hash stays as it is, whatever comes", () =>
  withFile(async (path) => {
    await closing(path, async (file) => {
      await put(file, 2)
      assert.equal(await file.write(2, blake3(pieceOf(bytes, 2)), inParts(Buffer.alloc(1000))), true)
    })
    assert.ok((await readFile(path)).subarray(2000, 3000).equals(pieceOf(bytes, 2)))
  }))

test("pieces come at once, and one piece that comes twice is whole", () =>
  withFile(async (path) => {
    const other = makeFilm(shape.size, "film.mp4", 9).bytes
    await closing(path, async (file) => {
      const writes = file.missing().flatMap((piece) => [put(file, piece, other), put(file, piece)])
      assert.ok((await Promise.all(writes)).every((isRight) => isRight))
      assert.equal(file.verified, 11)
      assert.deepEqual(Buffer.from(file.hashOf(3) ?? []), blake3(pieceOf(bytes, 3)))
    })
    assert.ok((await readFile(path)).equals(bytes))
  }))

test("after the machine was started anew only pieces whose bytes are there still count", () =>
  withFile(async (path) => {
    await closing(path, async (file) => {
      for (const piece of file.missing()) await put(file, piece)
    })
    const film = await open(path, "r+")
    await film.write(Buffer.alloc(5), 0, 5, 3000)
    await film.close()
    await closing(path, async (file) => assert.equal(file.verified, 11))
    await startMachineAnew(path)
    await closing(path, async (file) => assert.deepEqual(file.missing(), [3]))
    // It was looked at: not a second time.
    await closing(path, async (file) => assert.deepEqual(file.missing(), [3]))
    assert.notDeepEqual(
      (await readFile(`${path}.pieces`)).subarray(cacheIdAt, cacheIdAt + 16),
      Buffer.alloc(16, 7),
    )
  }))

test("nothing counts of files of another shape, cut short, or of no shape at all", () =>
  withFile(async (path) => {
    const fill = () => closing(path, async (file) => void (await put(file, 0)))
    const none = async (as = shape) => assert.equal(await closing(path, async (file) => file.verified, as), 0)
    await fill()
    await none({ ...shape, pieceBytes: 2000 })
    await fill()
    await none({ ...shape, size: 10_501 })
    await fill()
    await truncate(path, 10_000)
    await none()
    assert.equal((await stat(path)).size, shape.size)
    await fill()
    await truncate(`${path}.pieces`, 80)
    await none()
    await fill()
    await writeFile(`${path}.pieces`, Buffer.alloc(2000))
    await none()
  }))

test("a piece that is forgotten is missing when the file is opened again", () =>
  withFile(async (path) => {
    await closing(path, async (file) => {
      await put(file, 0)
      await put(file, 1)
      await file.forget(0)
    })
    await closing(path, async (file) => assert.deepEqual([file.verified, file.hashOf(0)], [1, undefined]))
  }))

test("removing leaves nothing", () =>
  withFile(async (path) => {
    await closing(path, async (file) => void (await put(file, 0)))
    await PieceFile.remove(path)
    assert.deepEqual(await readdir(join(path, "..")), [])
  }))
