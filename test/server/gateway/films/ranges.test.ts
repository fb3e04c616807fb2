import assert from "node:assert/strict"
import { test } from "node:test"
import { byteRanges } from "../../../../server/gateway/films/byte-ranges.ts"
import { filmOf } from "../../../kit/clips.ts"
import { byterangesIn, linkTo } from "../../../kit/fetch-film.ts"
import { makeFilm } from "../../../kit/films.ts"
import { connectAdmin, connectMember, upload } from "../../../kit/people.ts"
import { startServer } from "../../../kit/server.ts"

test("a Range header asks for parts, for the whole or for nothing that is there", () => {
  for (const [header, wanted] of [
    [undefined, "whole"],
    ["bytes=0-", [[0, 100]]],
    ["bytes=0-0", [[0, 1]]],
    [
      "bytes=10-19,30-39",
      [
        [10, 10],
        [30, 10],
      ],
    ],
    [
      "bytes= 10-19 , ,30-39 ",
      [
        [10, 10],
        [30, 10],
      ],
    ],
    [
      "bytes=30-39,10-19",
      [
        [30, 10],
        [10, 10],
      ],
    ],
    ["bytes=-1", [[99, 1]]],
    ["bytes=-1000", [[0, 100]]],
    ["bytes=90-1000", [[90, 10]]],
    ["bytes=200-,5-6", [[5, 2]]],
    ["bytes=100-", "none"],
    ["bytes=-0", "none"],
    ["bytes=5-4", "whole"],
    ["bytes=-", "whole"],
    ["bytes=a-b", "whole"],
    ["bytes=", "whole"],
    ["lines=0-1", "whole"],
    ["bytes=0-10,10-20", "whole"],
    ["bytes=0-,0-,0-", "whole"],
    [`bytes=${Array.from({ length: 33 }, (_, at) => `${at * 3}-${at * 3}`)}`, "whole"],
    ["bytes=0-99999999999999999999", "whole"],
  ] as const) {
    const found = byteRanges(header, 100)
    const shown = typeof found === "string" ? found : found.map(({ offset, length }) => [offset, length])
    assert.deepEqual(shown, wanted, header)
  }
})

test("a link's film comes whole, in a range, and in several", async () => {
  await using server = await startServer({ gateway: true })
  const film = makeFilm(200_000)
  const movieId = await upload(await connectAdmin(server), film)
  const { link } = await linkTo(server, await connectMember(server), movieId)
  const get = (range?: string, more: Record<string, string> = {}): Promise<Response> =>
    fetch(link, { headers: { ...(range === undefined ? {} : { range }), ...more } })

  const whole = await get()
  assert.equal(whole.status, 200)
  assert.deepEqual(
    ["accept-ranges", "content-length", "content-type", "content-disposition", "cache-control"].map((name) =>
      whole.headers.get(name),
    ),
    ["bytes", "200000", "video/mp4", "inline; filename=film.mp4", "private, no-cache"],
  )
  assert.match(whole.headers.get("content-security-policy") ?? "", /sandbox/)
  assert.ok(Buffer.from(await whole.arrayBuffer()).equals(film.bytes))

  const part = await get("bytes=1000-1999")
  assert.deepEqual([part.status, part.headers.get("content-range")], [206, "bytes 1000-1999/200000"])
  assert.ok(Buffer.from(await part.arrayBuffer()).equals(film.bytes.subarray(1000, 2000)))

  const last = await get("bytes=-10")
  assert.ok(Buffer.from(await last.arrayBuffer()).equals(film.bytes.subarray(-10)))

  const several = await get("bytes=0-9,100000-149999,-5")
  assert.equal(several.status, 206)
  const body = Buffer.from(await several.arrayBuffer())
  assert.equal(several.headers.get("content-length"), String(body.length))
  const parts = byterangesIn({ type: several.headers.get("content-type") ?? "", body })
  assert.deepEqual(
    parts.map(({ at }) => at),
    [0, 100_000, 199_995],
  )
  for (const { at, bytes } of parts) assert.ok(bytes.equals(film.bytes.subarray(at, at + bytes.length)))

  const beyond = await get("bytes=200000-")
  assert.deepEqual([beyond.status, beyond.headers.get("content-range")], [416, "bytes */200000"])
  assert.match(await beyond.text(), /"code":"BAD_RANGE"/)
})

test("the tag of a film's content stands for it: If-None-Match, If-Range, and HEAD that begins nothing", async () => {
  await using server = await startServer({ gateway: true })
  const movieId = await upload(await connectAdmin(server), makeFilm(5000))
  const { link } = await linkTo(server, await connectMember(server), movieId)
  const head = await fetch(link, { method: "HEAD" })
  const tag = head.headers.get("etag") ?? ""
  assert.deepEqual([head.status, head.headers.get("content-length")], [200, "5000"])
  assert.match(tag, /^"[0-9a-f]{64}"$/)
  for (const [headers, status] of [
    [{ "if-none-match": tag }, 304],
    [{ "if-none-match": `"other", W/${tag}` }, 304],
    [{ "if-none-match": "*" }, 304],
    [{ "if-none-match": '"other"' }, 200],
    [{ range: "bytes=0-9", "if-range": tag }, 206],
    [{ range: "bytes=0-9", "if-range": '"other"' }, 200],
    [{ range: "bytes=0-9", "if-range": `W/${tag}` }, 200],
    [{ range: "bytes=0-9", "if-range": "Sat, 21 Nov 2026 13:45:06 GMT" }, 200],
  ] as const) {
    const answer = await fetch(link, { headers })
    await answer.arrayBuffer()
    assert.equal(answer.status, status, JSON.stringify(headers))
  }
})

test("names in every script are said, types told by ending or beginning, and a film is saved where that is asked for", async () => {
  await using server = await startServer({ gateway: true })
  const admin = await connectAdmin(server)
  const member = await connectMember(server)
  const headersOf = async (name: string, beginning: string, query = ""): Promise<Headers> => {
    const { bytes } = makeFilm(1000 + name.length)
    bytes.write(beginning, "latin1")
    const { link } = await linkTo(server, member, await upload(admin, filmOf(bytes, name)))
    return (await fetch(link + query, { method: "HEAD" })).headers
  }
  const chinese = await headersOf("影片.mkv", "", "&download=1")
  assert.equal(chinese.get("content-type"), "video/x-matroska")
  assert.match(
    chinese.get("content-disposition") ?? "",
    /^attachment; .*filename\*=UTF-8''%E5%BD%B1%E7%89%87.mkv$/,
  )
  assert.equal((await headersOf("no ending", "\0\0\0\x18ftypmp42")).get("content-type"), "video/mp4")
  assert.equal(
    (await headersOf("no ending either", "<html>")).get("content-type"),
    "application/octet-stream",
  )
})
