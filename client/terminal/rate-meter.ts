const windowMs = 5000

/** Measures how fast bytes go through, over the last few seconds. */
export class RateMeter {
  readonly #samples: { ms: number; bytes: number }[] = []

  /** Notes how many bytes went through so far, at a time in milliseconds. */
  add(bytes: number, ms: number): void {
    const last = this.#samples.at(-1)
    // A sample for every piece of a fast transfer would be a long list for nothing.
    if (last !== undefined && ms - last.ms < 100) return
    this.#samples.push({ ms, bytes })
    while (this.#samples.length > 2 && ms - (this.#samples[0]?.ms ?? ms) > windowMs) this.#samples.shift()
  }

  /** Bytes a second; 0 while nothing can be told. */
  get bytesPerSecond(): number {
    const [first, last] = [this.#samples[0], this.#samples.at(-1)]
    if (first === undefined || last === undefined || last.ms === first.ms) return 0
    return ((last.bytes - first.bytes) / (last.ms - first.ms)) * 1000
  }
}
