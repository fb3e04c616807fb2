import type { Socket } from "node:net"
import { lengthBytes } from "../interface/wire/frame.ts"
import type { JsonObject } from "../interface/wire/parse-json.ts"
import { Deadline } from "./deadline.ts"
import { sendQueueBytes } from "./send-queue.ts"

/** Replies that wait in memory at most, in bytes, before a connection stops answering until its peer has read some. */
const fullBytes = 256 * 1024

/** Pushes that nothing would make up for: nobody has many of them, so they wait behind whatever does. */
const toldOnce: ReadonlySet<unknown> = new Set(["turn", "lost", "session_ended"])

const nothing = Buffer.alloc(0)

/** Makes one buffer of replies in JSON, as they are framed on their connection. */
export type JoinReplies = (replies: readonly string[]) => Buffer

/**
 * The sending side of a connection. Replies given in one turn of the event loop leave in one write, and a peer that takes
 * nothing for too long is told of.
 */
export class Outbox {
  readonly #socket: Socket
  readonly #join: JoinReplies
  readonly #stalled: Deadline
  readonly #whenStalled: () => void
  /** Whether there was a look since the last progress that Node knows of, and what the system held then. */
  #hasLooked = false
  #heldBytes = 0
  #replies: string[] = []
  #repliesLength = 0
  #isScheduled = false

  /** `stalled` is called when the peer took nothing for `stallS` seconds while something was to be taken. */
  constructor(socket: Socket, stallS: number, stalled: () => void, join: JoinReplies = joinFrames) {
    this.#socket = socket
    this.#join = join
    this.#whenStalled = stalled
    // Two looks at what the system holds tell a peer that takes little from one that takes nothing.
    this.#stalled = new Deadline(stallS / 2, () => void this.#look())
  }

  /** Whether more waits than the peer should be able to make this server keep. */
  get isFull(): boolean {
    return this.#repliesLength + this.#socket.writableLength > fullBytes
  }

  /** Queues a reply for the next flush. */
  add(reply: object): void {
    const json = JSON.stringify(reply)
    this.#replies.push(json)
    this.#repliesLength += json.length
  }

  /** Sends a frame that answers no request; false where it is left out, since too much waits already. */
  push(frame: JsonObject): boolean {
    if (this.isFull && !toldOnce.has(frame.push)) return false
    this.add(frame)
    this.flushSoon()
    return true
  }

  /** Sends what is queued, if anything is, at the end of this turn of the event loop. */
  flushSoon(): void {
    if (this.#replies.length === 0 || this.#isScheduled) return
    this.#isScheduled = true
    setImmediate(this.#turnEnded)
  }

  /** Sends the queued replies in one write. */
  flush(): void {
    if (this.#replies.length === 0) return
    const frames = this.#join(this.#replies)
    this.#replies = []
    this.#repliesLength = 0
    // A reply that comes after the connection was ended has nobody to go to.
    if (this.#socket.writable) this.#write(frames, this.#taken)
  }

  /** Sends raw bytes after all that was queued; answers true once the system has taken them, false where the peer is gone. */
  send(bytes: Buffer): Promise<boolean> {
    this.flush()
    return new Promise((resolve) => {
      this.#write(bytes, (error) => {
        this.#taken()
        resolve(!error)
      })
    })
  }

  /** Sends what is queued; answers once the peer has taken all of it, or is gone. */
  drained(): Promise<void> {
    this.flush()
    if (this.#socket.writableLength === 0 || !this.#socket.writable) return Promise.resolve()
    // What comes behind all of it; there is no event for less than what Node keeps before it says that a stream is full.
    return new Promise((resolve) => this.#socket.write(nothing, () => resolve()))
  }

  /** Sends what is queued and then the end of the stream; `sent` is called once the system took all of it. */
  end(sent: () => void): void {
    this.flush()
    this.#socket.end(sent)
  }

  /** Forgets the deadline of a connection that is closed. */
  close(): void {
    this.#stalled.clear()
  }

  readonly #turnEnded = (): void => {
    this.#isScheduled = false
    this.flush()
  }

  #write(bytes: Buffer, taken: (error?: Error | null) => void): void {
    this.#socket.write(bytes, taken)
    // What the system took at once can't stall, and one more reply to a peer that takes nothing is no progress.
    if (this.#socket.writableLength > 0) this.#stalled.startOnce()
  }

  /** Each write that was taken is progress; only what still lies there may stall. */
  readonly #taken = (): void => {
    this.#hasLooked = false
    if (this.#socket.writableLength > 0) this.#stalled.start()
    else this.#stalled.clear()
  }

  async #look(): Promise<void> {
    const heldBytes = await sendQueueBytes(this.#socket)
    if (this.#socket.writableLength === 0 || this.#socket.destroyed) return
    // It may hold more than before as well: what the peer took made room for more.
    const hasTaken = heldBytes !== undefined && heldBytes !== this.#heldBytes
    if (this.#hasLooked && !hasTaken) {
      this.#whenStalled()
      return
    }
    this.#hasLooked = true
    this.#heldBytes = heldBytes ?? 0
    this.#stalled.start()
  }
}

/** The frames of replies, one after the other in one buffer. */
function joinFrames(replies: readonly string[]): Buffer {
  let total = 0
  for (const reply of replies) total += lengthBytes + Buffer.byteLength(reply)
  const frames = Buffer.allocUnsafe(total)
  let at = 0
  for (const reply of replies) {
    const length = frames.write(reply, at + lengthBytes, "utf8")
    frames.writeUInt32LE(length, at)
    at += lengthBytes + length
  }
  return frames
}
