import { RateMeter } from "./rate-meter.ts"

/** Measures a transfer: how far it is, how fast, and how long it will take. */
export class TransferMeter {
  total: number
  bytes: number
  /** Bytes that were there before, and count for no rate. */
  #before: number
  #startMs = performance.now()
  #rate = new RateMeter()

  /** Begins to measure one of `total` bytes, `before` of them there already. */
  constructor(total: number, before = 0) {
    this.total = total
    this.bytes = before
    this.#before = before
    this.#rate.add(0, this.#startMs)
  }

  /** Bytes will only come in so many seconds. */
  wait(seconds: number): void {
    this.#startMs = performance.now() + seconds * 1000
    this.#rate = new RateMeter()
    this.#rate.add(0, this.#startMs)
  }

  /** So many bytes are there. */
  update(bytes: number): void {
    this.bytes = bytes
    this.#rate.add(bytes - this.#before, performance.now())
  }

  /** So many bytes more were there before. */
  skip(bytes: number): void {
    this.bytes += bytes
    this.#before += bytes
  }

  /** Seconds until the first byte comes; 0 or less once it may. */
  get waitS(): number {
    return (this.#startMs - performance.now()) / 1000
  }

  /** From 0 to 1. */
  get fraction(): number {
    return this.total === 0 ? 1 : Math.min(1, this.bytes / this.total)
  }

  /** Bytes a second over the last few seconds. */
  get bytesPerSecond(): number {
    return this.#rate.bytesPerSecond
  }

  /** Seconds that what is missing will take; infinite or no number where nothing can be told. */
  get leftS(): number {
    return (this.total - this.bytes) / this.bytesPerSecond
  }

  /** Seconds since it began. */
  get tookS(): number {
    return Math.max(0.001, -this.waitS)
  }

  /** Bytes a second since it began. */
  get averagePerSecond(): number {
    return (this.bytes - this.#before) / this.tookS
  }
}
