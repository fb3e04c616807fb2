/** A stretch of memory, and the bytes that lie in it, by their place in everything that arrived. */
type Block = { readonly memory: Buffer; readonly start: number; end: number; isKept: boolean }

const blockBytes = 512 * 1024
/** Less is not read into: many small reads cost more than memory. */
const leastRoom = 64 * 1024
/** Blocks that wait to be used again at most. */
const mostFree = 4

/**
 * The memory that a socket's bytes arrive in, given as its `onread`. Reading into large blocks, and into the same ones again,
 * takes two thirds of the processor time that Node's own small buffers do.
 */
export class Arrivals {
  /** Told of bytes that arrived; they stay as they are until they are given back. */
  listener: (bytes: Buffer) => void = () => undefined
  /** Bytes that are read from the socket in one go at most. */
  mostAtOnce = blockBytes
  readonly onread = {
    buffer: (): Buffer => this.#room(),
    callback: (length: number): boolean => {
      this.#arrived(length)
      return true
    },
  }
  /** In the order of their bytes; the last one is being filled. */
  readonly #blocks: Block[] = []
  readonly #free: Buffer[] = []

  /** These bytes were given to somebody who may keep them: their memory is not used again. */
  keep(from: number, to: number): void {
    for (const block of this.#blocks) if (block.start < to && from < block.end) block.isKept = true
  }

  /** Nobody needs the bytes before this place any more, save those that were kept. */
  giveBack(before: number): void {
    while (this.#blocks.length > 1 && (this.#blocks[0]?.end ?? before) <= before) {
      const block = this.#blocks.shift()
      if (block?.isKept === false && this.#free.length < mostFree) this.#free.push(block.memory)
    }
  }

  #arrived(length: number): void {
    const block = this.#blocks.at(-1)
    if (block === undefined) return
    const from = block.end - block.start
    block.end += length
    this.listener(block.memory.subarray(from, from + length))
  }

  #room(): Buffer {
    const last = this.#blocks.at(-1)
    const used = last === undefined ? blockBytes : last.end - last.start
    if (last !== undefined && blockBytes - used >= leastRoom) {
      return last.memory.subarray(used, used + this.mostAtOnce)
    }
    const start = last?.end ?? 0
    const memory = this.#free.pop() ?? Buffer.allocUnsafeSlow(blockBytes)
    this.#blocks.push({ memory, start, end: start, isKept: false })
    return memory.subarray(0, this.mostAtOnce)
  }
}
