import assert from "node:assert/strict"
import { test } from "node:test"
import { crc32, deflateSync } from "node:zlib"
import sharp from "sharp"
import { makeFilm } from "../../kit/films.ts"
import type { Peer, Reply } from "../../kit/peer.ts"
import { connectAdmin, textIn, upload } from "../../kit/people.ts"
import { makePicture } from "../../kit/pictures.ts"
import { startServer, type TestServer } from "../../kit/server.ts"

type Scene = AsyncDisposable & {
  readonly server: TestServer
  readonly admin: Peer
  refused(code: string, picture: Uint8Array): Promise<Reply>
  /** The poster in its largest width, once the film has it. */
  taken(picture: Uint8Array): Promise<Buffer>
}

async function scene(given: Parameters<typeof startServer>[0] = {}): Promise<Scene> {
  const server = await startServer({ gateway: true, ...given })
  const admin = await connectAdmin(server)
  const movie_id = await upload(admin, makeFilm(100))
  const frame = (picture: Uint8Array): object => ({ type: "set_poster", movie_id, file_size: picture.length })
  return {
    server,
    admin,
    refused: (code, picture) => admin.fails(code, frame(picture), picture),
    taken: async (picture) => {
      const poster = textIn(await admin.ok(frame(picture), picture), "poster")
      const response = await fetch(`${server.url}/posters/${poster}-1280.webp`)
      assert.equal(response.status, 200)
      return Buffer.from(await response.arrayBuffer())
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  }
}

/** A PNG of one colour, as small as zlib makes it: kilobytes that are gigabytes once they are decoded. */
function pngOf(width: number, height: number): Buffer {
  const chunk = (type: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(type), data])
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
    length.writeUInt32BE(data.length)
    sum.writeUInt32BE(crc32(body))
    return Buffer.concat([length, body, sum])
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 0], 8)
  const rows = Buffer.alloc(Math.min(height, 2000) * (width + 1))
  return Buffer.concat([
    Buffer.from("89504e470d0a1a0a", "hex"),
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(rows)),
    chunk("IEND", Buffer.alloc(0)),
  ])
}

test("JPEG, PNG, WebP and AVIF are taken, whatever is claimed of them, and become WebP", async () => {
  await using it = await scene()
  for (const format of ["jpeg", "png", "webp", "avif"] as const) {
    const made = await sharp(await it.taken(await makePicture({ format }))).metadata()
    assert.deepEqual([made.format, made.width, made.height], ["webp", 400, 600], format)
  }
})

test("anything else is no picture", async () => {
  await using it = await scene()
  const jpeg = await makePicture()
  const heic = Buffer.from("0000001c66747970686569630000000068656963 6d696631".replace(" ", ""), "hex")
  const fake = Buffer.from("0000001c667479706176696600000000617669666d696631", "hex")
  const bad: Readonly<Record<string, Uint8Array>> = {
    gif: await makePicture({ format: "gif" }),
    tiff: await makePicture({ format: "tiff" }),
    svg: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'),
    "svg with a declaration": Buffer.from('<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>'),
    pdf: Buffer.from("%PDF-1.4\n"),
    heic: Buffer.concat([heic, Buffer.alloc(100)]),
    "nothing behind its first bytes": fake,
    text: Buffer.from("hello"),
    "one byte": Buffer.from([0xff]),
    zeros: Buffer.alloc(1000),
    "a JPEG behind something else": Buffer.concat([Buffer.from("GIF89a"), jpeg]),
    "a script that begins as a picture": Buffer.concat([
      jpeg.subarray(0, 4),
      Buffer.from("<script>alert(1)</script>"),
    ]),
    "a PNG called WebP": Buffer.concat([
      Buffer.from("RIFF\0\0\0\0WEBP"),
      await makePicture({ format: "png" }),
    ]),
  }
  for (const [what, picture] of Object.entries(bad)) {
    const reply = await it.refused("BAD_IMAGE", picture)
    assert.doesNotMatch(reply.msg, /vips|heif|libpng/i, what)
  }
  await it.admin.ok({ type: "ping" })
})

test("a picture that was cut off is refused", async () => {
  await using it = await scene()
  const noise = { type: "gaussian", mean: 128, sigma: 60 } as const
  for (const format of ["jpeg", "png", "webp", "avif"] as const) {
    const whole = await sharp({ create: { width: 300, height: 300, channels: 3, background: "red", noise } })
      .toFormat(format)
      .toBuffer()
    await it.taken(whole)
    for (const part of [0.3, 0.7, 0.95]) {
      await it.refused("BAD_IMAGE", whole.subarray(0, Math.floor(whole.length * part)))
    }
  }
})

test("a picture of more bytes than are allowed is refused before it is read, and the connection goes on", async () => {
  await using it = await scene({ maxImageBytes: 5000 })
  const reply = await it.refused("IMAGE_TOO_LARGE", Buffer.alloc(5001))
  assert.match(reply.msg, /5000 bytes/)
  await it.refused("BAD_IMAGE", Buffer.alloc(5000))
  await it.taken(await makePicture())
})

test("a picture of more pixels than are allowed is refused without being decoded", async () => {
  await using it = await scene()
  const bomb = pngOf(30_000, 30_000)
  assert.ok(bomb.length < 1_000_000)
  const startMs = performance.now()
  const beforeBytes = process.memoryUsage().rss
  const reply = await it.refused("IMAGE_TOO_LARGE", bomb)
  assert.match(reply.msg, /50000000 pixels/)
  assert.ok(process.memoryUsage().rss - beforeBytes < 200 * 1024 ** 2)
  assert.ok(performance.now() - startMs < 5000)
})

test("a setting bounds the pixels", async () => {
  await using it = await scene({ maxImagePixels: 10_000 })
  await it.taken(await makePicture({ width: 100, height: 100 }))
  await it.refused("IMAGE_TOO_LARGE", await makePicture({ width: 101, height: 100 }))
})

test("what is hidden in a picture is gone: place, camera, comments, profiles, and what is appended", async () => {
  await using it = await scene()
  const secret = "48 deg 12' North"
  const base = sharp({ create: { width: 60, height: 40, channels: 3, background: "red" } })
  const exif = {
    IFD0: { Copyright: secret, ImageDescription: secret },
    IFD3: { GPSLatitude: "48/1 12/1 0/1" },
  }
  const picture = await base.withExif(exif).withXmp(`<x>${secret}</x>`).withIccProfile("p3").jpeg().toBuffer()
  assert.ok((await sharp(picture).metadata()).exif !== undefined)
  const made = await it.taken(Buffer.concat([picture, Buffer.from(`<script>${secret}</script>`)]))
  const { exif: left, xmp, icc, iptc } = await sharp(made).metadata()
  assert.deepEqual([left, xmp, icc, iptc], [undefined, undefined, undefined, undefined])
  for (const word of [secret, "script", "EXIF", "Exif"]) assert.ok(!made.includes(word), word)
})

test("a picture that a camera held on its side stands upright", async () => {
  await using it = await scene()
  const lying = await sharp({ create: { width: 60, height: 40, channels: 3, background: "red" } })
    .withMetadata({ orientation: 6 })
    .jpeg()
    .toBuffer()
  const { width, height, orientation } = await sharp(await it.taken(lying)).metadata()
  assert.deepEqual([width, height, orientation], [40, 60, undefined])
})

test("of an animation there is the first frame", async () => {
  await using it = await scene()
  const frame = (background: string): Promise<Buffer> =>
    sharp({ create: { width: 50, height: 50, channels: 3, background } })
      .png()
      .toBuffer()
  const frames = await Promise.all(["red", "blue"].map(frame))
  const moving = await sharp(frames, { join: { animated: true } })
    .webp({ loop: 0, delay: [100, 100] })
    .toBuffer()
  assert.equal((await sharp(moving).metadata()).pages, 2)
  const { pages = 1, width, height } = await sharp(await it.taken(moving)).metadata()
  assert.deepEqual([pages, width, height], [1, 50, 50])
})

test("colours of other kinds become sRGB, and what shines through stays so", async () => {
  await using it = await scene()
  const cmyk = await sharp({ create: { width: 50, height: 50, channels: 3, background: "red" } })
    .toColourspace("cmyk")
    .jpeg()
    .toBuffer()
  assert.equal((await sharp(cmyk).metadata()).space, "cmyk")
  assert.equal((await sharp(await it.taken(cmyk)).metadata()).space, "srgb")
  const clear = await sharp({ create: { width: 50, height: 50, channels: 4, background: "#ff000080" } })
    .png()
    .toBuffer()
  assert.equal((await sharp(await it.taken(clear)).metadata()).hasAlpha, true)
})

test("a picture like a thread, and one of a single pixel, are posters all the same", async () => {
  await using it = await scene()
  for (const [width, height] of [
    [10, 60_000],
    [16_000, 10],
    [1, 1],
  ] as const) {
    const made = await sharp(await it.taken(await makePicture({ width, height, format: "png" }))).metadata()
    assert.ok(made.width >= 1 && made.width <= 1280 && made.height <= 3840, `${made.width} x ${made.height}`)
  }
})

test("pictures beyond those that may come in at once are told to come again", async () => {
  await using it = await scene()
  const { pictures } = it.server.running.app
  const { promise: end, resolve } = Promise.withResolvers<void>()
  async function* slow(): AsyncGenerator<Buffer> {
    await end
    yield await makePicture()
  }
  const waiting = Array.from({ length: 16 }, () => pictures.add(slow()))
  await it.refused("BUSY", await makePicture())
  resolve()
  assert.equal(new Set(await Promise.all(waiting)).size, 1)
  await it.taken(await makePicture())
})

test("a picture for which the disk has no room is refused", async () => {
  await using server = await startServer({ minFreeBytes: Number.MAX_SAFE_INTEGER })
  async function* bytes(): AsyncGenerator<Buffer> {
    yield await makePicture()
  }
  await assert.rejects(server.running.app.pictures.add(bytes()), { code: "NO_SPACE" })
})
