import { randomBytes } from "node:crypto"
import type { ByteRange, ByteRanges } from "./byte-ranges.ts"
import type { FilmHeaders } from "./film-headers.ts"

/** What an answer consists of: its status and headers, ranges of the film with what stands before each, and what ends it. */
export type FilmParts = {
  readonly status: 200 | 206
  readonly headers: Readonly<Record<string, string | number>>
  readonly first: ByteRange
  readonly parts: readonly { readonly before: Buffer; readonly range: ByteRange }[]
  readonly after: Buffer
}

const nothing = Buffer.alloc(0)

/** The answer to a request for ranges of a film: of several of them a multipart/byteranges (RFC 9110, section 14.6). */
export function filmParts(headers: FilmHeaders, size: number, ranges: ByteRanges | "whole"): FilmParts {
  if (ranges === "whole") {
    const range = { offset: 0, length: size }
    const said = { ...headers, "content-length": size }
    return { status: 200, headers: said, first: range, parts: [{ before: nothing, range }], after: nothing }
  }
  const [range, ...more] = ranges
  if (more.length === 0) {
    const placed = { "content-range": contentRange(range, size), "content-length": range.length }
    const said = { ...headers, ...placed }
    return { status: 206, headers: said, first: range, parts: [{ before: nothing, range }], after: nothing }
  }
  return severalParts(headers, size, ranges)
}

/** Where a range lies in a film, as the header Content-Range says it. */
function contentRange({ offset, length }: ByteRange, size: number): string {
  return `bytes ${offset}-${offset + length - 1}/${size}`
}

function severalParts(headers: FilmHeaders, size: number, ranges: ByteRanges): FilmParts {
  const boundary = randomBytes(18).toString("base64url")
  const parts = ranges.map((range, index) => {
    const head = [
      `${index === 0 ? "" : "\r\n"}--${boundary}`,
      `content-type: ${headers["content-type"]}`,
      `content-range: ${contentRange(range, size)}`,
      "\r\n",
    ]
    return { before: Buffer.from(head.join("\r\n")), range }
  })
  const after = Buffer.from(`\r\n--${boundary}--\r\n`)
  const length = parts.reduce((sum, { before, range }) => sum + before.length + range.length, after.length)
  const said = { "content-type": `multipart/byteranges; boundary=${boundary}`, "content-length": length }
  return { status: 206, headers: { ...headers, ...said }, first: ranges[0], parts, after }
}
