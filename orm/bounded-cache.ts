/**
 * A map that forgets what was not used for long: at most `limit` entries, constant work a call. Two generations, as in
 * quick-lru: a hit in the older one moves up; when the newer one holds half the limit, the older one is forgotten.
 */
export class BoundedCache<Value> {
  #newer = new Map<string, Value>()
  #older = new Map<string, Value>()
  readonly #half: number
  readonly #forgotten: ((key: string) => void) | undefined

  constructor(limit: number, forgotten?: (key: string) => void) {
    this.#half = Math.max(1, limit >> 1)
    this.#forgotten = forgotten
  }

  get(key: string): Value | undefined {
    const value = this.#newer.get(key)
    if (value !== undefined) return value
    const older = this.#older.get(key)
    if (older === undefined) return undefined
    this.#older.delete(key)
    this.set(key, older)
    return older
  }

  set(key: string, value: Value): void {
    if (this.#newer.size >= this.#half) {
      if (this.#forgotten !== undefined) for (const old of this.#older.keys()) this.#forgotten(old)
      this.#older = this.#newer
      this.#newer = new Map()
    }
    this.#newer.set(key, value)
  }

  get size(): number {
    return this.#newer.size + this.#older.size
  }
}
