import { writeSync } from "node:fs"
import { Blake3Hasher } from "@napi-rs/blake-hash"
import type { IntakeCalls } from "./intake-calls.ts"
import type { IntakeProblem, IntakeReport, IntakeWish } from "./intake-messages.ts"

/** Bytes after which the main thread is told, and the disk may begin. */
const reportBytes = 8 * 1024 * 1024

/** Bytes on their way from one socket into a file, hashed on the way. */
export class IntakeJob {
  readonly wish: IntakeWish
  readonly #calls: IntakeCalls
  readonly #report: (report: IntakeReport) => void
  readonly #hasher = new Blake3Hasher()
  readonly #hashes: Buffer[] = []
  /** Bytes that are written. */
  #bytes = 0
  /** Bytes that the socket gave: more than are written where a write failed. */
  #taken = 0
  #reportedBytes = 0
  #lastMs = performance.now()

  constructor(wish: IntakeWish, calls: IntakeCalls, report: (report: IntakeReport) => void) {
    this.wish = wish
    this.#calls = calls
    this.#report = report
  }

  /** Takes the first bytes, by a buffer that is anybody's in between; answers whether more are to come. */
  begin(buffer: Buffer): boolean {
    const { head, headLength } = this.wish
    return this.#try("write", () => {
      for (let at = 0; at < headLength; at += buffer.length) {
        const length = Math.min(buffer.length, headLength - at)
        buffer.set(new Uint8Array(head, at, length))
        this.#take(buffer.subarray(0, length))
      }
      return true
    })
  }

  /** Takes what the socket has, by a buffer that is anybody's in between; answers whether more are to come. */
  step(buffer: Buffer): boolean {
    const { socket, length } = this.wish
    return this.#try("recv", () => {
      const taken = this.#calls.receive(
        socket,
        buffer.subarray(0, Math.min(buffer.length, length - this.#bytes)),
      )
      if (taken === "none") return true
      if (taken === 0) return this.end("ended")
      this.#taken += taken
      this.#take(buffer.subarray(0, taken))
      if (this.#bytes === length) return this.end(undefined)
      return true
    })
  }

  /** Ends it where its socket has given nothing for its time; answers whether more are to come. */
  checkIdle(): boolean {
    return performance.now() - this.#lastMs > this.wish.idleMs ? this.end("idle") : true
  }

  /** Says how it ended. */
  end(problem: IntakeProblem | undefined): false {
    const { id } = this.wish
    if (this.#bytes % this.wish.pieceBytes !== 0) this.#endPiece()
    const hashes = Buffer.concat(this.#hashes)
    this.#tell()
    this.#report({ id, taken: this.#taken, hashes, problem })
    return false
  }

  #take(bytes: Buffer): void {
    const { pieceBytes, file, offset } = this.wish
    for (let from = 0; from < bytes.length; ) {
      const part = bytes.subarray(from, from + pieceBytes - (this.#bytes % pieceBytes))
      this.#hasher.update(part)
      writeAllSync(file, part, offset + this.#bytes)
      this.#bytes += part.length
      from += part.length
      if (this.#bytes % pieceBytes === 0) this.#endPiece()
    }
    this.#lastMs = performance.now()
    if (this.#bytes - this.#reportedBytes >= reportBytes) this.#tell()
  }

  #endPiece(): void {
    this.#hashes.push(this.#hasher.digestBuffer())
    this.#hasher.reset()
  }

  #tell(): void {
    const { id, file, offset } = this.wish
    const written = this.#bytes - this.#reportedBytes
    if (written === 0) return
    this.#calls.beginWriting(file, offset + this.#reportedBytes, written)
    this.#reportedBytes = this.#bytes
    this.#report({ id, written })
  }

  #try(call: string, work: () => boolean): boolean {
    try {
      return work()
    } catch (error) {
      const code = error instanceof Error && "code" in error ? String(error.code) : String(error)
      return this.end({ code, call })
    }
  }
}

function writeAllSync(file: number, bytes: Buffer, position: number): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at, bytes.length - at, position + at)
}
