import type { FileHandle } from "node:fs/promises"

/** Writes buffers to a place in a file, all of them however many calls that takes; answers their length in bytes. */
export async function writeAll(
  file: FileHandle,
  buffers: readonly Buffer[],
  position: number,
): Promise<number> {
  let left = [...buffers]
  let written = 0
  while (left.length > 0) {
    const { bytesWritten } = await file.writev(left, position + written)
    written += bytesWritten
    left = after(left, bytesWritten)
  }
  return written
}

/** What is left of buffers once their first bytes are gone. */
function after(buffers: readonly Buffer[], bytes: number): Buffer[] {
  let skip = bytes
  const left: Buffer[] = []
  for (const buffer of buffers) {
    if (skip < buffer.length) left.push(buffer.subarray(skip))
    skip = Math.max(0, skip - buffer.length)
  }
  return left
}
