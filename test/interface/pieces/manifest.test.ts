import assert from "node:assert/strict"
import { execFileSync } from "node:child_process"
import { readFileSync } from "node:fs"
import { test } from "node:test"
import { contentIdOf, hexOf } from "../../../interface/pieces/content-id.ts"
import { mostPieces, pieceBytesFor, pieceCount, pieceRange } from "../../../interface/pieces/manifest.ts"

const MiB = 1024 ** 2
const GiB = 1024 ** 3

/** The hash of bytes by Debian's b3sum, which shares no code with ours. */
function b3sum(bytes: Uint8Array): string {
  return execFileSync("b3sum", ["--no-names"], { input: bytes, encoding: "utf8" }).trim()
}

function filmOf(size: number): Uint8Array {
  return new Uint8Array(size).map((_, index) => index % 251)
}

function hashesOf(film: Uint8Array, pieceBytes: number): string[] {
  return Array.from({ length: pieceCount(film.length, pieceBytes) }, (_, index) => {
    const { offset, length } = pieceRange(index, film.length, pieceBytes)
    return b3sum(film.subarray(offset, offset + length))
  })
}

for (const size of [1, 10, 65_535, 65_536, 65_537, 131_072, 150_000]) {
  test(`the content id of ${size} bytes is b3sum's hash of the manifest's text`, () => {
    const hashes = hashesOf(filmOf(size), 65_536)
    const text = `reelwire manifest 1\nsize ${size}\npiece_size 65536\n${hashes.join("\n")}\n`
    const manifest = { size, pieceBytes: 65_536, hashes: Buffer.from(hashes.join(""), "hex") }
    assert.equal(contentIdOf(manifest), b3sum(Buffer.from(text)))
  })
}

test("PROTOCOL.md's vectors are what b3sum gives", () => {
  const protocol = readFileSync(new URL("../../../PROTOCOL.md", import.meta.url), "utf8")
  for (const size of [10, 150_000]) {
    const hashes = hashesOf(filmOf(size), 65_536)
    const manifest = { size, pieceBytes: 65_536, hashes: Buffer.from(hashes.join(""), "hex") }
    for (const told of [...hashes, contentIdOf(manifest)]) assert.ok(protocol.includes(told), told)
  }
})

test("another size, piece size or order of pieces is another content", () => {
  const one = Buffer.alloc(32, 1)
  const two = Buffer.alloc(32, 2)
  const manifests = [
    { size: 100, pieceBytes: 64, hashes: Buffer.concat([one, two]) },
    { size: 101, pieceBytes: 64, hashes: Buffer.concat([one, two]) },
    { size: 100, pieceBytes: 63, hashes: Buffer.concat([one, two]) },
    { size: 100, pieceBytes: 64, hashes: Buffer.concat([two, one]) },
  ]
  assert.equal(new Set(manifests.map(contentIdOf)).size, manifests.length)
})

test("a hash is read out of the middle of a longer buffer", () => {
  assert.equal(hexOf(Buffer.from("00112233", "hex").subarray(1, 3)), "1122")
})

test("the piece size doubles until a film has at most 8192 pieces", () => {
  assert.equal(pieceBytesFor(1, 8 * MiB), 8 * MiB)
  assert.equal(pieceBytesFor(64 * GiB, 8 * MiB), 8 * MiB)
  assert.equal(pieceBytesFor(64 * GiB + 1, 8 * MiB), 16 * MiB)
  assert.equal(pieceCount(64 * GiB, 8 * MiB), mostPieces)
})

test("pieces lie one after the other and the last ends with the film", () => {
  assert.deepEqual(pieceRange(0, 100, 64), { offset: 0, length: 64 })
  assert.deepEqual(pieceRange(1, 100, 64), { offset: 64, length: 36 })
  assert.equal(pieceCount(128, 64), 2)
})
