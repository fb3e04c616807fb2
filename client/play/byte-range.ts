/** A part of something, in bytes. */
export type ByteRange = { readonly offset: number; readonly length: number }

/**
 * The part of `size` bytes that a Range header asks for: "whole" where it asks for none, for several or in a way that nobody
 * understands, which HTTP says to ignore; "none" where it lies beyond the end.
 */
export function byteRange(header: string | undefined, size: number): ByteRange | "whole" | "none" {
  const match = /^bytes=(\d{0,15})-(\d{0,15})$/i.exec(header?.trim() ?? "")
  const [, first = "", last = ""] = match ?? []
  if (first === "" && last === "") return "whole"
  if (first === "") {
    const length = Math.min(Number(last), size)
    return length === 0 ? "none" : { offset: size - length, length }
  }
  const offset = Number(first)
  if (last !== "" && Number(last) < offset) return "whole"
  if (offset >= size) return "none"
  const end = last === "" ? size : Math.min(Number(last) + 1, size)
  return { offset, length: end - offset }
}
