import type { Socket } from "node:net"
import type { WebSocket } from "@fastify/websocket"
import { z } from "zod"
import { Failure, refusal } from "../../../interface/failure.ts"
import { fieldProblem } from "../../../interface/field-problem.ts"
import type { Locale } from "../../../interface/text/locale.ts"
import { parseJsonObject } from "../../../interface/wire/parse-json.ts"
import type { App } from "../../app.ts"
import { Deadline } from "../../deadline.ts"
import { Outbox } from "../../outbox.ts"
import { Heartbeat } from "./heartbeat.ts"
import type { GateServer, Guest, House } from "./house.ts"
import type { WebSocketServing } from "./live-web-sockets.ts"
import { joinTextFrames } from "./text-frames.ts"

const question = z.object({ game_name: z.string().max(64).optional(), region: z.string().max(64).optional() })

/** What is known of whoever asks. */
export type Asking = {
  readonly socket: Socket
  readonly locale: Locale
  readonly house: House
  /** The servers that are named to them. */
  readonly servers: readonly GateServer[]
}

/** Whoever asks at /ws/check where to connect to: is told at once or in turn, and has a place until they close. */
export class CheckConnection implements WebSocketServing, Guest {
  readonly settled = Promise.resolve()
  readonly #app: App
  readonly #webSocket: WebSocket
  readonly #asking: Asking
  readonly #outbox: Outbox
  readonly #heartbeat: Heartbeat
  readonly #first: Deadline

  constructor(app: App, webSocket: WebSocket, asking: Asking) {
    const { writeStallS, webSocketIdleS, firstFrameS } = app.settings
    const { socket, house } = asking
    const lost = (): void => webSocket.terminate()
    this.#app = app
    this.#webSocket = webSocket
    this.#asking = asking
    this.#outbox = new Outbox(socket, writeStallS, lost, joinTextFrames)
    this.#heartbeat = new Heartbeat(webSocketIdleS, () => webSocket.ping(), lost)
    this.#heartbeat.heard()
    this.#first = new Deadline(firstFrameS, () => webSocket.close(1008))
    this.#first.start()
    socket.on("data", () => this.#heartbeat.heard())
    webSocket.on("message", (data, isBinary) => {
      if (isBinary || !Buffer.isBuffer(data)) webSocket.close(1003)
      else if (webSocket.readyState === webSocket.OPEN) this.#answer(data)
    })
    webSocket.once("close", () => {
      this.#first.clear()
      this.#outbox.close()
      this.#heartbeat.pause()
      house.leave(this)
    })
  }

  finish(): void {
    this.#webSocket.close(1001)
  }

  tell(frame: object): void {
    if (this.#webSocket.readyState !== this.#webSocket.OPEN) return
    this.#outbox.add(frame)
    this.#outbox.flush()
    // It asks again and again, and takes no answer.
    if (this.#outbox.isFull) this.#webSocket.terminate()
  }

  #answer(data: Buffer): void {
    const { locale, house, servers } = this.#asking
    try {
      const checked = question.safeParse(parseJsonObject(data, this.#app.settings.maxDepth))
      if (!checked.success) throw new Failure("BAD_FIELD", fieldProblem(checked.error))
      this.#first.clear()
      house.ask(this, servers)
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      this.tell(refusal(error, locale))
    }
  }
}
