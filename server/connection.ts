import type { Socket } from "node:net"
import { setImmediate as nextTurn } from "node:timers/promises"
import type { Peer } from "../interface/context.ts"
import { Failure, refusal } from "../interface/failure.ts"
import { type JsonObject, parseJsonObject } from "../interface/wire/parse-json.ts"
import type { App } from "./app.ts"
import { Deadline } from "./deadline.ts"
import { type Answer, dispatch } from "./dispatch.ts"
import { Inbox } from "./inbox.ts"
import { IncomingBody } from "./incoming-body.ts"
import { logRequest } from "./log-request.ts"
import { Outbox } from "./outbox.ts"
import { sendFilm } from "./send-film.ts"

/** How long the peer of a closed connection may still send before it is cut: its system drops a refusal unread otherwise. */
const lingerMs = 2000
/** Requests of one peer served in one turn of the event loop at most, so that nobody waits for one who asks without end. */
const mostInOneTurn = 256
/** Stands for a frame that was no request and has its refusal already. */
const refused = Symbol("refused")

/** One peer: takes its requests one after the other, answers them in order, and closes once. */
export class Connection {
  readonly #app: App
  readonly #socket: Socket
  readonly #peer: Peer
  readonly #inbox: Inbox
  readonly #outbox: Outbox
  readonly #firstFrame: Deadline
  readonly #login: Deadline
  readonly #frame: Deadline
  readonly #gone = new AbortController()
  #isLoggedIn = false
  #isServing = false
  #isClosing = false

  constructor(app: App, socket: Socket, peer: Peer) {
    const { settings } = app
    const timedOut = (): void => this.#refuse(new Failure("TIMED_OUT"))
    this.#app = app
    this.#socket = socket
    this.#peer = peer
    this.#firstFrame = new Deadline(settings.firstFrameS, timedOut)
    this.#login = new Deadline(settings.loginS, timedOut)
    this.#frame = new Deadline(settings.frameS, timedOut)
    this.#outbox = new Outbox(socket, settings.writeStallS, () => socket.destroy())
    this.#inbox = new Inbox(socket, () => {
      if (!this.#isServing) void app.database.run(() => this.#serve())
    })
    this.#firstFrame.start()
    this.#login.start()
    socket.on("error", (error) =>
      app.log.debug({ err: error, connection: peer.connectionId }, "socket error"),
    )
    socket.on("close", () => this.#closed())
  }

  /** Lets what is under way finish and then closes. */
  finish(): void {
    this.#isClosing = true
    if (!this.#isServing) this.#close()
  }

  /** Ends the connection at once. */
  destroy(): void {
    this.#socket.destroy()
  }

  async #serve(): Promise<void> {
    this.#isServing = true
    try {
      for (let served = 1; ; served++) {
        const request = this.#nextRequest()
        if (request === undefined) break
        if (request !== refused) {
          // What is answered already leaves even if this request takes its time.
          this.#outbox.flushSoon()
          await this.#answer(request)
          // It closed while its request was handled: a session that the request began has to begin its grace time too.
          if (this.#socket.destroyed) await this.#app.sessions.leave(this.#peer.connectionId)
        }
        if (this.#outbox.isFull) await this.#outbox.drained()
        if (served % mostInOneTurn === 0) await nextTurn()
      }
    } catch (error) {
      this.#app.log.error(
        { err: error, connection: this.#peer.connectionId },
        "a connection failed unexpectedly",
      )
      this.#socket.destroy()
    } finally {
      this.#isServing = false
    }
    this.#outbox.flush()
    if (this.#isClosing || this.#inbox.hasEnded) this.#close()
    else if (this.#inbox.hasBytes) this.#frame.startOnce()
  }

  /** The next request; undefined when none is here in full, or none is to be served any more. */
  #nextRequest(): JsonObject | typeof refused | undefined {
    if (this.#isClosing) return undefined
    const { settings } = this.#app
    const limit = this.#isLoggedIn ? settings.maxFrameBytes : settings.maxFrameBytesBeforeLogin
    const decoded = this.#inbox.nextFrame(limit)
    if (decoded === undefined) return undefined
    if ("tooLarge" in decoded) {
      this.#refuse(new Failure("FRAME_TOO_LARGE", { limit }))
      return undefined
    }
    this.#firstFrame.clear()
    this.#frame.clear()
    return this.#parse(decoded.json)
  }

  #parse(json: Buffer): JsonObject | typeof refused {
    try {
      return parseJsonObject(json, this.#app.settings.maxDepth)
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      this.#outbox.add(refusal(error, this.#app.settings.lang))
      return refused
    }
  }

  readonly #takeBody = (size: number): IncomingBody =>
    new IncomingBody(this.#inbox, size, this.#app.settings.uploadIdleS)

  async #answer(request: JsonObject): Promise<void> {
    const startMs = performance.now()
    const answer = await dispatch(this.#app, this.#peer, request, this.#takeBody)
    // A log-in has no session before, and a log-out none after.
    const session = answer.session ?? this.#app.sessions.ofConnection(this.#peer.connectionId)
    if (session !== undefined && !this.#isLoggedIn) {
      this.#isLoggedIn = true
      this.#login.clear()
    }
    this.#outbox.add(answer.reply)
    const bytesOut = answer.film && (await this.#send(answer.film))
    logRequest(this.#app.log, answer, session, startMs, bytesOut)
    if (answer.closes) this.#isClosing = true
  }

  /** Answers how many bytes of the film were taken. */
  async #send({ film, waitMs, ended }: NonNullable<Answer["film"]>): Promise<number> {
    let bytes = 0
    try {
      bytes = await sendFilm(film, waitMs, this.#outbox, this.#gone.signal)
      return bytes
    } finally {
      await film.close()
      await ended(bytes)
      // The peer counts on bytes that won't come: only the end of the connection can tell it.
      if (bytes < film.size) this.#socket.destroy()
    }
  }

  #refuse(failure: Failure): void {
    this.#outbox.add(refusal(failure, this.#app.settings.lang))
    this.#close()
  }

  #close(): void {
    this.#isClosing = true
    if (this.#socket.destroyed || this.#socket.writableEnded) return
    // Until all is sent only the deadline of a peer that takes nothing may cut it.
    this.#outbox.end(() => setTimeout(() => this.#socket.destroy(), lingerMs).unref())
    this.#inbox.ignoreRest()
  }

  #closed(): void {
    this.#isClosing = true
    this.#gone.abort()
    this.#outbox.close()
    for (const deadline of [this.#firstFrame, this.#login, this.#frame]) deadline.clear()
    this.#app.sessions.leave(this.#peer.connectionId).catch((error: unknown) => {
      this.#app.log.error({ err: error }, "a session outlives its connection")
    })
  }
}
