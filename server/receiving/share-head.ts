/** Bytes in memory that threads share, until it is given back. */
export type SharedHead = {
  readonly memory: SharedArrayBuffer
  readonly length: number
  giveBack(): void
}

/** One read of Node's and what was left before it. */
const usualBytes = 128 * 1024
/** Memory that is kept for the next heads: fresh memory for each of them would lie about until it is collected. */
const mostKept = 64
const kept: SharedArrayBuffer[] = []

/** Copies buffers into memory that threads share. */
export function shareHead(buffers: readonly Buffer[]): SharedHead {
  const length = buffers.reduce((sum, buffer) => sum + buffer.length, 0)
  const memory =
    (length <= usualBytes ? kept.pop() : undefined) ?? new SharedArrayBuffer(Math.max(length, usualBytes))
  const bytes = new Uint8Array(memory)
  let at = 0
  for (const buffer of buffers) {
    bytes.set(buffer, at)
    at += buffer.length
  }
  const giveBack = (): void => {
    if (memory.byteLength === usualBytes && kept.length < mostKept) kept.push(memory)
  }
  return { memory, length, giveBack }
}
