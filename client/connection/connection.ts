import type { Socket } from "node:net"
import { Mutex, type MutexInterface } from "async-mutex"
import { Failure } from "../../interface/failure.ts"
import { encodeFrame } from "../../interface/wire/frame.ts"
import { type JsonObject, parseJsonObject } from "../../interface/wire/parse-json.ts"
import { Trouble } from "../trouble.ts"
import { ByteReader } from "./byte-reader.ts"
import type { OpenSocket } from "./open-socket.ts"

/** Bytes of film, several buffers after each other; a buffer is taken before the next one is asked for. */
export type FilmSource = AsyncIterable<Uint8Array>

/** What a connection puts up with. */
export type Limits = {
  /** Largest JSON of a reply in bytes. */
  readonly mostReplyBytes: number
  /** Milliseconds of silence, where something is due, after which the connection counts as lost. */
  readonly quietMs: number
}

/** A frame that answers no request: the server sends some to a connection that asked for them. */
export type Push = { readonly push: string } & JsonObject

/** A reply, and the turn to read what follows it; whoever has it must release it. */
export type OpenReply = { readonly reply: JsonObject; readonly release: () => void }

const mostDepth = 32
// The server makes a film safe on its disk, or reads it all, before it replies.
const storingMs = 600_000
/** Bytes that even a slow line takes before they count as silence. */
const leastWriteBytes = 64 * 1024
/** The part of the time of silence in which a write has to be taken for the next one to be larger. */
const quickPart = 1 / 32

/**
 * One connection: requests go out and replies come in in the same order, several of them under way at once. Pushes may come at any
 * time, save within a film.
 */
export class Connection {
  readonly #socket: Socket
  readonly #reader: ByteReader
  readonly #limits: Limits
  readonly #writing = new Mutex()
  readonly #reading = new Mutex()
  readonly #onPush: (push: Push) => void
  readonly #lost = Promise.withResolvers<void>()
  #writeBytes = leastWriteBytes

  /** `onPush` is told of each push in the order in which they come; it must not throw. Without it they are thrown away. */
  constructor(open: OpenSocket, limits: Limits, onPush: (push: Push) => void = () => undefined) {
    this.#socket = open.socket
    this.#limits = limits
    this.#onPush = onPush
    this.#reader = new ByteReader(open)
    this.#reader.takesUnasked = () => this.#takeUnasked()
    this.#reader.ended = () => this.#lost.resolve()
  }

  /** Settles when the connection is over, whoever ended it. */
  get lost(): Promise<void> {
    return this.#lost.promise
  }

  /** Whether another request can go over it. */
  get isUsable(): boolean {
    return !this.#reader.hasEnded && this.#socket.writable
  }

  /** Sends a request and answers with its reply, for which a slow one may take minutes; throws ConnectionLost or Trouble NOT_REELWIRE. */
  async request(message: object, { isSlow = false } = {}): Promise<JsonObject> {
    const { reply, release } = await this.#ask(message, isSlow ? storingMs : this.#limits.quietMs)
    release()
    return reply
  }

  /** Sends a request whose reply is followed by raw bytes, to be read before `release` is called. */
  requestFilm(message: object): Promise<OpenReply> {
    return this.#ask(message, this.#limits.quietMs)
  }

  /** Sends a request and `size` bytes of film; an early refusal ends the sending, and the connection. Throws what the film throws. */
  async sendFilm(message: object, film: FilmSource, size: number): Promise<JsonObject> {
    const reading = this.#reading.acquire()
    const replied = new AbortController()
    let left = size
    const source = counted(film, (bytes) => {
      left -= bytes
    })
    const sending = this.#writing.runExclusive(() => this.#sendFilm(message, source, replied.signal))
    const receiving = this.#receive(reading, Number.POSITIVE_INFINITY).finally(() => replied.abort())
    // A film that can't be read fails the sending; a slow one must not keep an early refusal from being told.
    const { reply, release } = await Promise.race([receiving, sending.then(() => receiving)])
    release()
    if (left > 0) this.destroy()
    else await sending
    return reply
  }

  /** One to `most` raw bytes, of those that follow a reply, waiting `extraMs` longer than usual for them. */
  readChunks(most: number, extraMs = 0): Promise<Buffer[]> {
    return this.#reader.readChunks(most, this.#limits.quietMs + extraMs)
  }

  /** The same, out of memory that is used again: what it answers is good until the next call. */
  lendChunks(most: number, extraMs = 0): Promise<Buffer[]> {
    return this.#reader.lendChunks(most, this.#limits.quietMs + extraMs)
  }

  /** Ends it at once; whatever is under way fails with ConnectionLost. */
  destroy(): void {
    this.#socket.destroy()
  }

  /** Says goodbye and waits until the connection is over, a moment at the most. */
  async end(): Promise<void> {
    if (this.#socket.destroyed) return
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#socket.once("close", () => resolve())
    this.#socket.resume()
    this.#socket.end()
    const late = setTimeout(() => this.#socket.destroy(), 1000)
    await promise
    clearTimeout(late)
  }

  #ask(message: object, quietMs: number): Promise<OpenReply> {
    const reading = this.#reading.acquire()
    void this.#writing.runExclusive(() => this.#socket.write(encodeFrame(message)))
    return this.#receive(reading, quietMs)
  }

  async #receive(reading: Promise<MutexInterface.Releaser>, quietMs: number): Promise<OpenReply> {
    const done = await reading
    const release = (): void => {
      done()
      this.#takeUnasked()
    }
    try {
      for (;;) {
        const json = await this.#reader.readFrame(this.#limits.mostReplyBytes, quietMs)
        const frame = parseJsonObject(json, mostDepth)
        if (!isPush(frame)) return { reply: frame, release }
        this.#onPush(frame)
      }
    } catch (error) {
      this.destroy()
      done()
      throw error instanceof Failure ? new Trouble("NOT_REELWIRE", {}, { cause: error }) : error
    }
  }

  /** Takes the pushes that are here while no reply is due; answers whether none is. */
  #takeUnasked(): boolean {
    // Of a connection that was given up the rest may be a film's bytes.
    if (this.#reading.isLocked() || this.#socket.destroyed) return false
    try {
      for (;;) {
        const json = this.#reader.frameThatIsHere(this.#limits.mostReplyBytes)
        if (json === undefined) return true
        const frame = parseJsonObject(json, mostDepth)
        if (isPush(frame)) this.#onPush(frame)
        // A refusal that nobody asked for says why the connection is about to be closed.
        else if (frame.flag !== false) throw new Trouble("NOT_REELWIRE")
      }
    } catch {
      this.destroy()
      return true
    }
  }

  async #sendFilm(message: object, film: FilmSource, replied: AbortSignal): Promise<void> {
    this.#socket.write(encodeFrame(message))
    try {
      for await (const bytes of film) {
        if (replied.aborted || !(await this.#write(bytes))) return
      }
    } catch (error) {
      this.destroy()
      throw error
    }
    // The reply may have come before the last write was known to be over.
    if (replied.aborted) return
    const late = setTimeout(() => this.destroy(), storingMs)
    replied.addEventListener("abort", () => clearTimeout(late))
  }

  /** Whether the bytes were taken; where not, reading tells why. Writes are large where the line is quick: that costs less. */
  async #write(bytes: Uint8Array): Promise<boolean> {
    const quickMs = this.#limits.quietMs * quickPart
    for (let at = 0; at < bytes.length; ) {
      const some = bytes.subarray(at, at + this.#writeBytes)
      const startMs = performance.now()
      if (!(await this.#writeAtOnce(some))) return false
      at += some.length
      const isQuick = performance.now() - startMs < quickMs
      this.#writeBytes = isQuick ? Math.max(this.#writeBytes, 2 * some.length) : leastWriteBytes
    }
    return true
  }

  async #writeAtOnce(bytes: Uint8Array): Promise<boolean> {
    const { promise, resolve } = Promise.withResolvers<boolean>()
    const late = setTimeout(() => this.destroy(), this.#limits.quietMs)
    this.#socket.write(bytes, (error) => resolve(error == null))
    const wasTaken = await promise
    clearTimeout(late)
    return wasTaken
  }
}

function isPush(frame: JsonObject): frame is Push {
  return typeof frame.push === "string" && !("flag" in frame)
}

async function* counted(film: FilmSource, count: (bytes: number) => void): AsyncGenerator<Uint8Array> {
  for await (const bytes of film) {
    count(bytes.length)
    yield bytes
  }
}
