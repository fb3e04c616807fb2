import type { Socket } from "node:net"
import type { WebSocket } from "@fastify/websocket"
import type { Peer } from "../../../interface/context.ts"
import { Failure, refusal } from "../../../interface/failure.ts"
import type { Locale } from "../../../interface/text/locale.ts"
import { type JsonObject, parseJsonObject } from "../../../interface/wire/parse-json.ts"
import type { App } from "../../app.ts"
import { Deadline } from "../../deadline.ts"
import { dispatch, echoing, noBody } from "../../dispatch.ts"
import { Outbox } from "../../outbox.ts"
import { recordAnswer } from "../../record-answer.ts"
import { serveInTurns } from "../../serve-in-turns.ts"
import { handOver } from "../films/hand-over.ts"
import { Heartbeat } from "./heartbeat.ts"
import { noFilmBytes } from "./no-film-bytes.ts"
import { joinTextFrames } from "./text-frames.ts"

/** Messages, and bytes of them, that wait in memory at most before the socket is no longer read. */
const mostWaiting = 100
const mostWaitingBytes = 64 * 1024
/** What a connection is closed with (RFC 6455, section 7.4.1). */
const closeCodes = { goingAway: 1001, unsupported: 1003, policy: 1008, tooLarge: 1009 } as const

/** What is known of a peer by its upgrade request. */
export type Upgraded = {
  readonly socket: Socket
  readonly address: string
  /** What its cookie or its bearer token says: it stands where a message names no session. */
  readonly session: string | undefined
  readonly locale: Locale | undefined
}

/** One peer on a WebSocket: takes its requests one after the other, answers them in order, and closes once. */
export class WebSocketConnection {
  readonly #app: App
  readonly #webSocket: WebSocket
  readonly #upgraded: Upgraded
  readonly #peer: Peer
  readonly #outbox: Outbox
  readonly #heartbeat: Heartbeat
  readonly #message: Deadline
  readonly #gone = new AbortController()
  readonly #waiting: Buffer[] = []
  #waitingBytes = 0
  /** Whether the bytes that came last ended a message. */
  #hasEndedMessage = false
  #served: Promise<void> = Promise.resolve()
  #isServing = false
  #isStopping = false
  #isClosing = false

  constructor(app: App, webSocket: WebSocket, upgraded: Upgraded) {
    const { writeStallS, webSocketIdleS, frameS } = app.settings
    const { socket, address } = upgraded
    this.#app = app
    this.#webSocket = webSocket
    this.#upgraded = upgraded
    this.#peer = {
      connectionId: app.newConnectionId(),
      address,
      failedLogins: 0,
      isLoggedIn: false,
      isOneRequest: false,
      gone: this.#gone.signal,
      push: (frame) => this.#push(frame),
    }
    const lost = (): void => webSocket.terminate()
    this.#outbox = new Outbox(socket, writeStallS, lost, joinTextFrames)
    this.#heartbeat = new Heartbeat(webSocketIdleS, () => this.#ping(), lost)
    this.#message = new Deadline(frameS, () => this.#refuse(new Failure("TIMED_OUT"), closeCodes.policy))
    this.#heartbeat.heard()
    // After the WebSocket's own look at the same bytes: what they ended has been told of by then.
    socket.on("data", () => this.#heard())
    webSocket.on("message", (data, isBinary) => this.#arrived(data, isBinary))
    for (const event of ["ping", "pong"] as const) webSocket.on(event, () => this.#endedMessage())
    webSocket.on("close", () => this.#closed())
  }

  /** Lets what is under way finish and then closes. */
  finish(): void {
    this.#isStopping = true
    if (!this.#isServing) this.#close(closeCodes.goingAway)
  }

  /** Ends once no request is being handled any more; never rejects. */
  get settled(): Promise<void> {
    return this.#served
  }

  #heard(): void {
    this.#heartbeat.heard()
    if (!this.#hasEndedMessage) this.#message.startOnce()
    this.#hasEndedMessage = false
  }

  #endedMessage(): void {
    this.#hasEndedMessage = true
    this.#message.clear()
  }

  #arrived(data: unknown, isBinary: boolean): void {
    this.#endedMessage()
    if (this.#isClosing) return
    const limit = this.#app.settings.maxFrameBytesBeforeLogin
    if (isBinary || !Buffer.isBuffer(data)) this.#close(closeCodes.unsupported)
    else if (data.length <= limit || this.#peer.isLoggedIn) this.#take(data)
    else this.#refuse(new Failure("FRAME_TOO_LARGE", { limit }), closeCodes.tooLarge)
  }

  #take(data: Buffer): void {
    this.#waiting.push(data)
    this.#waitingBytes += data.length
    if (this.#waiting.length > mostWaiting || this.#waitingBytes > mostWaitingBytes) {
      this.#webSocket.pause()
      this.#heartbeat.pause()
    }
    if (!this.#isServing) this.#served = this.#app.database.run(() => this.#serve())
  }

  async #serve(): Promise<void> {
    this.#isServing = true
    try {
      await serveInTurns(
        this.#outbox,
        () => this.#next(),
        (message, startMs) => this.#answer(message, startMs),
      )
    } catch (error) {
      this.#app.log.error(
        { err: error, connection: this.#peer.connectionId },
        "a WebSocket failed unexpectedly",
      )
      this.#webSocket.terminate()
    } finally {
      this.#isServing = false
      // It closed while its request was handled: a session that the request began has to begin its grace time too.
      if (this.#gone.signal.aborted) this.#leave()
    }
    this.#outbox.flush()
    if (this.#isStopping) this.#close(closeCodes.goingAway)
  }

  /** The next message; undefined when none is here, or none is to be served any more. */
  #next(): Buffer | undefined {
    if (this.#isClosing) return undefined
    const message = this.#waiting.shift()
    if (message !== undefined && this.#isStopping) {
      this.#refuse(new Failure("STOPPING"), closeCodes.goingAway)
      return undefined
    }
    this.#waitingBytes -= message?.length ?? 0
    if (this.#waiting.length === 0 && this.#webSocket.isPaused) {
      this.#webSocket.resume()
      this.#heartbeat.heard()
    }
    return message
  }

  async #answer(message: Buffer, startMs: number): Promise<void> {
    const { settings, sessions } = this.#app
    const { connectionId } = this.#peer
    let request: JsonObject = {}
    try {
      request = parseJsonObject(message, settings.maxDepth)
      noFilmBytes(request.type)
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      this.#addRefusal(error, request)
      return
    }
    const { session: presented, locale } = this.#upgraded
    const session = request.session ?? sessions.ofConnection(connectionId)?.token ?? presented
    const lang = request.lang ?? locale
    const asked = { ...request, session, lang }
    const answer = await handOver(this.#app, await dispatch(this.#app, this.#peer, asked, noBody))
    const began = answer.session ?? sessions.ofConnection(connectionId)
    if (began !== undefined) this.#peer.isLoggedIn = true
    this.#outbox.add(answer.reply)
    recordAnswer(this.#app, answer, { way: "websocket", session: began, startMs })
    if (answer.closes) this.#close(this.#app.stopping.aborted ? closeCodes.goingAway : closeCodes.policy)
  }

  /** Whether the frame is, or will be, on its way. */
  #push(frame: JsonObject): boolean {
    return !this.#isClosing && this.#outbox.push(frame)
  }

  #addRefusal(failure: Failure, request: JsonObject = {}): void {
    const { log, sessions, settings } = this.#app
    this.#outbox.add(echoing(request, refusal(failure, this.#upgraded.locale ?? settings.lang)))
    log.info({ user: sessions.ofConnection(this.#peer.connectionId)?.userId, code: failure.code })
  }

  #refuse(failure: Failure, closeCode: number): void {
    this.#addRefusal(failure)
    this.#close(closeCode)
  }

  #ping(): void {
    this.#webSocket.ping()
    // While the page is open its session goes on, even if another tab's connection was the session's own.
    if (this.#upgraded.session !== undefined) this.#app.sessions.touch(this.#upgraded.session)
  }

  #close(code: number): void {
    if (this.#isClosing) return
    this.#isClosing = true
    this.#message.clear()
    this.#waiting.length = 0
    // Until all is sent only the deadline of a peer that takes nothing may cut it.
    void this.#outbox.drained().then(() => this.#webSocket.close(code))
  }

  #closed(): void {
    this.#isClosing = true
    this.#gone.abort()
    this.#outbox.close()
    this.#heartbeat.pause()
    this.#message.clear()
    this.#leave()
  }

  #leave(): void {
    const { sessions, settings, log } = this.#app
    sessions.leave(this.#peer.connectionId, settings.webSessionS * 1000).catch((error: unknown) => {
      log.error({ err: error }, "a session outlives its connection")
    })
  }
}
