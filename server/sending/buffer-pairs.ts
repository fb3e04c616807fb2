/** Bytes of each buffer: large enough that what each write costs by itself doesn't count, with TLS either. */
const bufferBytes = 512 * 1024
/** 48 MiB for all films on their way out: peers that stop reading keep theirs until they are cut. */
const mostPairs = 48

/** Two buffers: one is filled while the other is sent. */
export type BufferPair = readonly [Buffer, Buffer]

/** Large buffers for films that go out through memory: kept for the next one, and no more of them however many peers there are. */
class BufferPairs {
  readonly #free: BufferPair[] = []
  #made = 0

  /** Takes a pair out; undefined where all are taken. */
  take(): BufferPair | undefined {
    const pair = this.#free.pop()
    if (pair !== undefined || this.#made === mostPairs) return pair
    this.#made++
    return [Buffer.allocUnsafeSlow(bufferBytes), Buffer.allocUnsafeSlow(bufferBytes)]
  }

  /** Gives a pair back that nothing reads or fills any more. */
  giveBack(pair: BufferPair): void {
    this.#free.push(pair)
  }
}

/** The pairs of this process. */
export const bufferPairs = new BufferPairs()
