import assert from "node:assert/strict"
import { execFile } from "node:child_process"
import { open, truncate, writeFile } from "node:fs/promises"
import { createServer } from "node:net"
import { join } from "node:path"
import { test } from "node:test"
import { promisify } from "node:util"
import sharp from "sharp"
import { FilmReader, type ReadFilm } from "../../../server/probe/film-reader.ts"
import { makeClip } from "../../kit/clips.ts"
import { temporaryFolder } from "../../kit/temporary-folder.ts"

const { signal } = new AbortController()
const opened = await FilmReader.open()
/** Why there is no jail here: a machine that allows none reads no films, and there is nothing to test. */
const noJail = opened instanceof FilmReader ? false : `no jail on this machine: ${opened}`

/** Reads a film of these bytes. */
async function read(bytes: Buffer): Promise<ReadFilm | undefined> {
  await using folder = await temporaryFolder()
  const path = join(folder.path, "film")
  await writeFile(path, bytes, { mode: 0o600 })
  return await (await reader()).read(path, signal)
}

async function reader(mostMs?: number): Promise<FilmReader> {
  const made = await FilmReader.open(mostMs)
  assert.ok(made instanceof FilmReader, String(made))
  return made
}

async function assertNotRead(bytes: Buffer): Promise<void> {
  assert.equal(await read(bytes), undefined)
}

test("a film tells its duration, resolution, container and codecs, and shows a frame", {
  skip: noJail,
}, async () => {
  const cases = [
    { name: "a.mp4", args: ["-c:v", "libx264", "-c:a", "aac"], container: "mp4", codecs: ["h264", "aac"] },
    { name: "a.mov", args: ["-c:v", "libx264", "-c:a", "aac"], container: "mov", codecs: ["h264", "aac"] },
    {
      name: "a.webm",
      args: ["-c:v", "libvpx-vp9", "-speed", "8", "-c:a", "libopus"],
      container: "webm",
      codecs: ["vp9", "opus"],
    },
    {
      name: "a.mkv",
      args: ["-c:v", "libx264", "-c:a", "flac"],
      container: "matroska",
      codecs: ["h264", "flac"],
    },
    { name: "a.avi", args: ["-c:v", "mpeg4", "-c:a", "mp3"], container: "avi", codecs: ["mpeg4", "mp3"] },
    {
      name: "a.ts",
      args: ["-c:v", "mpeg2video", "-c:a", "mp2"],
      container: "mpegts",
      codecs: ["mpeg2video", "mp2"],
    },
  ]
  for (const { name, args, container, codecs } of cases) {
    const found = await read(await makeClip(name, { sound: true, args }))
    assert.ok(found !== undefined, name)
    const { duration_ms, ...facts } = found.facts
    assert.ok(duration_ms !== null && Math.abs(duration_ms - 4000) < 200, `${name}: ${duration_ms}`)
    const [video_codec, audio_codec] = codecs
    assert.deepEqual(facts, { width: 640, height: 360, container, video_codec, audio_codec }, name)
    const { format, width, height } = await sharp(found.frame).metadata()
    assert.deepEqual([format, width, height], ["png", 640, 360], name)
  }
})

test("a film that lies on its side, or has pixels that aren't square, is as wide and high as it is seen", {
  skip: noJail,
}, async () => {
  const upright = await makeClip("a.mp4", { args: ["-c:v", "libx264"] })
  await using folder = await temporaryFolder()
  const path = join(folder.path, "upright.mp4")
  await writeFile(path, upright)
  const turned = await makeClip("b.mp4", {
    args: ["-i", path, "-map", "1", "-c", "copy", "-metadata:s:v:0", "rotate=90"],
  })
  const sideways = await read(turned)
  assert.deepEqual([sideways?.facts.width, sideways?.facts.height], [360, 640])
  assert.equal((await sharp(sideways?.frame).metadata()).width, 360)
  const wide = await read(await makeClip("c.mp4", { args: ["-vf", "setsar=2", "-c:v", "libx264"] }))
  assert.deepEqual([wide?.facts.width, wide?.facts.height], [640, 360])
  assert.equal((await sharp(wide?.frame).metadata()).width, 1280)
})

test("the frame of a long film comes from its first tenth's end and not from its black beginning", {
  skip: noJail,
}, async () => {
  const black = "drawbox=t=fill:c=black:enable='lt(t,5)'"
  const bytes = await makeClip("a.mp4", {
    size: "320x180",
    seconds: 80,
    args: ["-vf", black, "-g", "10", "-c:v", "libx264", "-preset", "ultrafast"],
  })
  const found = await read(bytes)
  const { entropy } = await sharp(found?.frame).stats()
  assert.ok(entropy > 1, `entropy ${entropy}`)
})

test("a playlist that is called a film opens no connection and reads no file", { skip: noJail }, async () => {
  let connections = 0
  const listening = createServer((socket) => {
    connections++
    socket.destroy()
  })
  await new Promise<void>((resolve) => listening.listen(0, "127.0.0.1", resolve))
  const address = listening.address()
  assert.ok(typeof address === "object" && address !== null)
  const web = `http://127.0.0.1:${address.port}/x.ts`
  await using folder = await temporaryFolder()
  const secret = join(folder.path, "secret.mp4")
  await writeFile(secret, await makeClip("a.mp4", { args: ["-c:v", "libx264"] }))
  const hls = (...lines: string[]): string =>
    ["#EXTM3U", "#EXT-X-TARGETDURATION:4", "#EXTINF:4,", ...lines, "#EXT-X-ENDLIST", ""].join("\n")
  const lists = [
    hls(web),
    hls("file:///etc/passwd"),
    hls(`file://${secret}`),
    hls(`concat:file:///etc/passwd|${web}`),
    hls("/film"),
    hls(`subfile,,start,0,end,64,,:/etc/passwd`),
    `ffconcat version 1.0\nfile '${secret}'\n`,
    `ffconcat version 1.0\nfile /etc/passwd\n`,
    `<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static" mediaPresentationDuration="PT4S"><Period><AdaptationSet mimeType="video/mp4"><Representation id="1" bandwidth="1"><BaseURL>${web}</BaseURL><SegmentBase/></Representation></AdaptationSet></Period></MPD>`,
    `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="9" height="9"><image xlink:href="${web}"/></svg>`,
    `[playlist]\nFile1=${web}\n`,
    `v=0\no=- 0 0 IN IP4 127.0.0.1\nc=IN IP4 127.0.0.1\nt=0 0\nm=video ${address.port} RTP/AVP 96\na=rtpmap:96 H264/90000\n`,
    `# VobSub index file, v7\nid: en, index: 0\ntimestamp: 00:00:00:000, filepos: 000000000\n`,
    `[Script Info]\nScriptType: v4.00+\n\n[Events]\nDialogue: 0,0:00:00.00,0:00:05.00,,,0,0,0,,x\n`,
    ";FFMETADATA1\ntitle=x\n",
  ]
  try {
    for (const list of lists) await assertNotRead(Buffer.from(list))
    assert.equal(connections, 0)
    // The same list, read without care, does what it is there for.
    const careless = join(folder.path, "careless.mp4")
    await writeFile(careless, hls(web))
    const args = ["-v", "quiet", "-protocol_whitelist", "file,http,tcp", careless]
    await assert.rejects(promisify(execFile)("ffprobe", args))
    assert.ok(connections > 0)
  } finally {
    listening.close()
  }
})

test("what is no film, or only the beginning of one, is not read, and nothing fails", {
  skip: noJail,
}, async () => {
  const clip = await makeClip("a.mp4", { args: ["-c:v", "libx264"] })
  await assertNotRead(clip.subarray(0, 20_000))
  await assertNotRead(Buffer.from("not a film at all"))
  await assertNotRead(Buffer.alloc(1_000_000))
  await assertNotRead(Buffer.from(Array.from({ length: 200_000 }, (_, at) => (at * 7919 + (at >> 3)) % 251)))
  await assertNotRead(
    await sharp({ create: { width: 9, height: 9, channels: 3, background: "red" } })
      .png()
      .toBuffer(),
  )
})

test("a film of a monstrous resolution says so, and shows no frame", { skip: noJail }, async () => {
  const clip = await makeClip("a.mkv", { size: "64x64", args: ["-c:v", "ffv1"] })
  // Width and height of the track: EBML ids B0 and BA, of one byte each.
  const at = clip.indexOf(Buffer.from("b08140ba8140", "hex"))
  assert.ok(at > 0)
  const track = clip.subarray(0, at)
  const huge = Buffer.concat([track, Buffer.from("b08140ba8140", "hex"), clip.subarray(at + 6)])
  assert.ok((await read(huge))?.frame !== undefined)
  const gif = await makeClip("a.avi", { size: "64x64", args: ["-c:v", "rawvideo"] })
  // BITMAPINFOHEADER: its size, then width and height.
  const header = gif.indexOf(Buffer.from("28000000400000004000000001", "hex"))
  assert.ok(header > 0)
  gif.writeUInt32LE(100_000, header + 4)
  gif.writeUInt32LE(100_000, header + 8)
  const found = await read(gif)
  assert.equal(found?.frame, undefined)
})

test("a film that takes for ever to read has its time, and no more", { skip: noJail }, async () => {
  await using folder = await temporaryFolder()
  const path = join(folder.path, "film")
  const clip = await makeClip("a.mkv", { args: ["-c:v", "libx264"] })
  // Behind its header there is nothing but zeros, which ffmpeg goes through one after the other.
  await writeFile(path, clip.subarray(0, 700))
  await truncate(path, 64 * 1024 ** 3)
  const startMs = performance.now()
  assert.equal(await (await reader(1500)).read(path, signal), undefined)
  const tookMs = performance.now() - startMs
  assert.ok(tookMs >= 1400 && tookMs < 15_000, `${tookMs} ms`)
})

test("reading ends when the server stops", { skip: noJail }, async () => {
  await using folder = await temporaryFolder()
  const path = join(folder.path, "film")
  await writeFile(path, (await makeClip("a.mkv", { args: ["-c:v", "libx264"] })).subarray(0, 700))
  await truncate(path, 64 * 1024 ** 3)
  const ending = new AbortController()
  const reading = (await reader()).read(path, ending.signal)
  ending.abort()
  assert.equal(await reading, undefined)
})

test("a film that is gone is not read", { skip: noJail }, async () => {
  await using folder = await temporaryFolder()
  assert.equal(await (await reader()).read(join(folder.path, "none"), signal), undefined)
  await (await open(join(folder.path, "empty"), "w")).close()
  assert.equal(await (await reader()).read(join(folder.path, "empty"), signal), undefined)
})
