import type { Socket } from "node:net"
import type { Peer } from "../interface/context.ts"
import { Failure, refusal } from "../interface/failure.ts"
import type { FilmReply } from "../interface/message.ts"
import { type JsonObject, parseJsonObject } from "../interface/wire/parse-json.ts"
import type { App } from "./app.ts"
import { Deadline } from "./deadline.ts"
import { dispatch } from "./dispatch.ts"
import { Inbox } from "./inbox.ts"
import { IncomingBody } from "./incoming-body.ts"
import { Outbox } from "./outbox.ts"
import { recordAnswer } from "./record-answer.ts"
import { sendFilm } from "./sending/send-film.ts"
import { serveInTurns } from "./serve-in-turns.ts"

/** How long the peer of a closed connection may still send before it is cut: its system drops a refusal unread otherwise. */
const lingerMs = 2000
/** Frames that answer no request and wait behind a film at most, beside those about places in the line, of which nobody has many. */
const mostWaitingPushes = 100
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
  #served: Promise<void> = Promise.resolve()
  /** Frames that answer no request and have to wait until the film on its way is through; of a place in the line the newest one. */
  #pushes: Map<unknown, object> | undefined
  #isServing = false
  #isStopping = false
  #isClosing = false

  constructor(app: App, socket: Socket, from: Pick<Peer, "connectionId" | "address">) {
    const { settings } = app
    const push: Peer["push"] = (frame) => this.#push(frame)
    const { signal: gone } = this.#gone
    const peer = { ...from, failedLogins: 0, isLoggedIn: false, isOneRequest: false, gone, push }
    const timedOut = (): void => this.#refuse(new Failure("TIMED_OUT"))
    this.#app = app
    this.#socket = socket
    this.#peer = peer
    this.#firstFrame = new Deadline(settings.firstFrameS, timedOut)
    this.#login = new Deadline(settings.loginS, () => {
      if (!peer.isLoggedIn) timedOut()
    })
    this.#frame = new Deadline(settings.frameS, timedOut)
    this.#outbox = new Outbox(socket, settings.writeStallS, () => socket.destroy())
    this.#inbox = new Inbox(socket, () => {
      if (!this.#isServing) this.#served = app.database.run(() => this.#serve())
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
    this.#isStopping = true
    if (!this.#isServing) this.#close()
  }

  /** Ends once no request is being handled any more; never rejects. */
  get settled(): Promise<void> {
    return this.#served
  }

  async #serve(): Promise<void> {
    this.#isServing = true
    try {
      await serveInTurns(
        this.#outbox,
        () => this.#nextRequest(),
        (request, startMs) => this.#answer(request, startMs),
      )
    } catch (error) {
      this.#app.log.error(
        { err: error, connection: this.#peer.connectionId },
        "a connection failed unexpectedly",
      )
      this.#socket.destroy()
    } finally {
      this.#isServing = false
      // It closed while its request was handled: a session that the request began has to begin its grace time too.
      if (this.#socket.destroyed) this.#leave()
    }
    this.#outbox.flush()
    if (this.#isClosing || this.#isStopping || this.#inbox.hasEnded) this.#close()
    else if (this.#inbox.hasBytes) this.#frame.startOnce()
  }

  /** The next request; undefined when none is here in full, or none is to be served any more. */
  #nextRequest(): JsonObject | typeof refused | undefined {
    if (this.#isClosing) return undefined
    const { settings } = this.#app
    const limit = this.#peer.isLoggedIn ? settings.maxFrameBytes : settings.maxFrameBytesBeforeLogin
    const decoded = this.#inbox.nextFrame(limit)
    if (decoded === undefined) return undefined
    if ("tooLarge" in decoded) {
      this.#refuse(new Failure("FRAME_TOO_LARGE", { limit }))
      return undefined
    }
    if (this.#isStopping) {
      this.#refuse(new Failure("STOPPING"))
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
      this.#addRefusal(error)
      return refused
    }
  }

  readonly #takeBody = (size: number): IncomingBody => {
    const { uploadIdleS, uploadThread } = this.#app.settings
    return new IncomingBody(this.#inbox, size, uploadIdleS, uploadThread)
  }

  async #answer(request: JsonObject | typeof refused, startMs: number): Promise<void> {
    if (request === refused) return
    const answer = await dispatch(this.#app, this.#peer, request, this.#takeBody)
    // A log-in has no session before, and a log-out none after.
    const session = answer.session ?? this.#app.sessions.ofConnection(this.#peer.connectionId)
    if (session !== undefined) {
      this.#peer.isLoggedIn = true
      this.#login.clear()
    }
    this.#outbox.add(answer.reply)
    let bytesOut: number | undefined
    try {
      bytesOut = answer.film && (await this.#send(answer.film))
    } finally {
      recordAnswer(this.#app, answer, { way: "tcp", session, startMs, bytesOut })
    }
    if (answer.closes) this.#isClosing = true
  }

  /** Whether the frame is, or will be, on its way. */
  #push(frame: JsonObject): boolean {
    if (this.#isClosing) return false
    if (this.#pushes !== undefined) return this.#pushLater(this.#pushes, frame)
    return this.#outbox.push(frame)
  }

  #pushLater(waiting: Map<unknown, object>, frame: JsonObject): boolean {
    const key = frame.place ?? frame
    if (key === frame && waiting.size >= mostWaitingPushes) return false
    // The newest goes to the end, where it would have come.
    waiting.delete(key)
    waiting.set(key, frame)
    return true
  }

  /** Answers how many bytes of the film were taken. */
  async #send(reply: FilmReply): Promise<number> {
    const { film, length, ended } = reply
    let bytes = 0
    this.#pushes = new Map()
    try {
      bytes = await sendFilm(reply, {
        socket: this.#socket,
        outbox: this.#outbox,
        gone: this.#gone.signal,
        pacer: this.#app.pacer,
        maySystemSend: this.#app.settings.sendfile,
      })
      return bytes
    } finally {
      // The peer counts on bytes that won't come: only the end of the connection can tell it.
      if (bytes < length) this.#socket.destroy()
      for (const frame of this.#pushes.values()) this.#outbox.add(frame)
      this.#pushes = undefined
      await film.close().finally(() => ended(bytes))
    }
  }

  #addRefusal(failure: Failure): void {
    const { log, sessions, settings } = this.#app
    this.#outbox.add(refusal(failure, settings.lang))
    log.info({ user: sessions.ofConnection(this.#peer.connectionId)?.userId, code: failure.code })
  }

  #refuse(failure: Failure): void {
    this.#addRefusal(failure)
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
    this.#leave()
  }

  #leave(): void {
    this.#app.sessions.leave(this.#peer.connectionId).catch((error: unknown) => {
      this.#app.log.error({ err: error }, "a session outlives its connection")
    })
  }
}
