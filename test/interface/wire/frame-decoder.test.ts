import assert from "node:assert/strict"
import { test } from "node:test"
import { encodeFrame } from "../../../interface/wire/frame.ts"
import { FrameDecoder } from "../../../interface/wire/frame-decoder.ts"
import { frameOf } from "../../kit/peer.ts"

const most = 1000

function jsonOf(decoder: FrameDecoder): string | undefined {
  const decoded = decoder.nextFrame(most)
  if (decoded === undefined) return undefined
  assert.ok("json" in decoded)
  return decoded.json.toString("utf8")
}

test("the contract's test frame is read as it stands", () => {
  const decoder = new FrameDecoder()
  decoder.push(
    Buffer.from(
      "690000007b2274797065223a20227265676973746572222c2022757365725f74797065223a202261646d696e222c20226e616d65223a202261646d222c202270617373776f7264223a20223866653463313134353132383163303934613635373865366464626635656564227d",
      "hex",
    ),
  )
  assert.deepEqual(JSON.parse(jsonOf(decoder) ?? ""), {
    type: "register",
    user_type: "admin",
    name: "adm",
    password: "8fe4c11451281c094a6578e6ddbf5eed",
  })
  assert.equal(decoder.bufferedBytes, 0)
})

test("a frame is its length, little-endian and counted in bytes, and its JSON", () => {
  assert.deepEqual(encodeFrame({ a: "电" }), frameOf('{"a":"电"}'))
  assert.equal(encodeFrame({ a: "电" }).readUInt32LE(), 11)
})

test("frames and film bytes cut at every place come out whole", () => {
  const film = Buffer.from("film bytes")
  const stream = Buffer.concat([frameOf("first"), film, frameOf("second"), frameOf("")])
  for (let cut = 0; cut <= stream.length; cut++) {
    const decoder = new FrameDecoder()
    const seen: string[] = []
    let filmLeft = film.length
    for (const part of [stream.subarray(0, cut), stream.subarray(cut)]) {
      decoder.push(part)
      for (;;) {
        if (seen[0] === "first" && filmLeft > 0) {
          const bytes = decoder.takeBytes(filmLeft)
          if (bytes.length === 0) break
          filmLeft -= bytes.length
          seen.push(`film ${bytes.toString()}`)
          continue
        }
        const json = jsonOf(decoder)
        if (json === undefined) break
        seen.push(json)
      }
    }
    assert.equal(seen.join("|").replaceAll("|film ", ""), "firstfilm bytes|second|", `cut at ${cut}`)
  }
})

test("a length over the limit is told before its bytes come, and nothing is kept for it", () => {
  const decoder = new FrameDecoder()
  decoder.push(Buffer.from([0xff, 0xff, 0xff, 0xff]))
  assert.deepEqual(decoder.nextFrame(most), { tooLarge: 4_294_967_295 })
  assert.equal(decoder.bufferedBytes, 4)
})

test("a frame of exactly the limit is taken, one byte more is not", () => {
  const decoder = new FrameDecoder()
  decoder.push(frameOf("x".repeat(most)))
  assert.equal(jsonOf(decoder)?.length, most)
  decoder.push(frameOf("x".repeat(most + 1)))
  assert.deepEqual(decoder.nextFrame(most), { tooLarge: most + 1 })
})

test("a frame that comes byte by byte costs a few times its length in memory, not hundreds of times", () => {
  const length = 65_000
  const before = process.memoryUsage().rss
  const decoders = Array.from({ length: 10 }, () => {
    const decoder = new FrameDecoder()
    decoder.push(frameOf("x".repeat(length)).subarray(0, 4))
    // Each in memory of its own, as a socket hands them out.
    for (let at = 0; at < length; at++) decoder.push(Buffer.from(new ArrayBuffer(1)))
    return decoder
  })
  const grownMiB = (process.memoryUsage().rss - before) / 2 ** 20
  assert.ok(grownMiB < 100, `10 frames of ${length} bytes cost ${grownMiB} MiB`)
  for (const decoder of decoders) assert.equal(decoder.bufferedBytes, 4 + length)
  for (const decoder of decoders) assert.ok("json" in (decoder.nextFrame(length) ?? {}))
})
