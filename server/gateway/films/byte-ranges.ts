/** A part of something, in bytes. */
export type ByteRange = { readonly offset: number; readonly length: number }

/** One or more of them. */
export type ByteRanges = readonly [ByteRange, ...ByteRange[]]

/** Ranges of one request at most. */
const mostRanges = 32

const form = /^(\d{0,15})-(\d{0,15})$/

/**
 * The parts of `size` bytes that a Range header asks for, in its order: "whole" where it is none that anybody understands, asks
 * for too many or for the same bytes twice, all of which HTTP allows to ignore (RFC 9110, section 14.2); "none" where all of
 * them lie beyond the end.
 */
export function byteRanges(header: string | undefined, size: number): ByteRanges | "whole" | "none" {
  const [, said] = /^bytes=(.*)$/i.exec(header?.trim() ?? "") ?? []
  // An empty element of a list is to be passed over (section 5.6.1).
  const specs = said?.split(",").flatMap((spec) => spec.trim() || []) ?? []
  if (specs.length === 0 || specs.length > mostRanges) return "whole"
  const ranges: ByteRange[] = []
  for (const spec of specs) {
    const range = byteRange(spec, size)
    if (range === "wrong") return "whole"
    if (range !== "none") ranges.push(range)
  }
  const [first, ...more] = ranges
  if (first === undefined) return "none"
  return overlap(ranges) ? "whole" : [first, ...more]
}

function byteRange(spec: string, size: number): ByteRange | "wrong" | "none" {
  const [, first = "", last = ""] = form.exec(spec) ?? []
  if (first === "" && last === "") return "wrong"
  if (first === "") {
    const length = Math.min(Number(last), size)
    return length === 0 ? "none" : { offset: size - length, length }
  }
  const offset = Number(first)
  if (last !== "" && Number(last) < offset) return "wrong"
  if (offset >= size) return "none"
  const end = last === "" ? size : Math.min(Number(last) + 1, size)
  return { offset, length: end - offset }
}

function overlap(ranges: readonly ByteRange[]): boolean {
  const inOrder = ranges.toSorted((one, other) => one.offset - other.offset)
  return inOrder.some(({ offset }, index) => {
    const before = inOrder[index - 1]
    return before !== undefined && before.offset + before.length > offset
  })
}
