import websocket, { type WebSocket } from "@fastify/websocket"
import type { FastifyInstance, FastifyRequest } from "fastify"
import { Failure } from "../../../interface/failure.ts"
import { AddressCounts, countedAddress } from "../../address-counts.ts"
import type { App } from "../../app.ts"

/** How long a peer has for answering the frame that closes its connection. */
const closeTimeoutMs = 2000
/** Frames that one message comes in at most, and packets that one frame does: each of them takes memory of its own. */
const mostFragments = 64
const mostChunks = 1024

/** Whoever serves a WebSocket. */
export type WebSocketServing = {
  /** Lets what is under way finish and then closes. */
  finish(): void
  /** Ends once nothing of it uses the database any more; never rejects. */
  readonly settled: Promise<void>
}

/** The WebSockets of a gateway that are open, of all routes. */
export class LiveWebSockets {
  readonly #all = new Set<WebSocketServing>()
  readonly #counts: AddressCounts

  private constructor({ maxWebSockets, maxConnectionsPerAddress }: App["settings"]) {
    this.#counts = new AddressCounts(maxWebSockets, maxConnectionsPerAddress)
  }

  /** Has a gateway take upgrades; to be called before its hooks and routes are there, since a refused upgrade needs an end too. */
  static async open(gateway: FastifyInstance, { settings, log }: App): Promise<LiveWebSockets> {
    const live = new LiveWebSockets(settings)
    const options = {
      maxPayload: settings.maxFrameBytes,
      maxFragments: mostFragments,
      maxBufferedChunks: mostChunks,
      closeTimeout: closeTimeoutMs,
      // It takes memory for each connection here, and what compresses well costs its sender nothing.
      perMessageDeflate: false,
    }
    await gateway.register(websocket, {
      options,
      // A frame against the rules has closed the connection already, with the code that says so.
      errorHandler: (error) => log.debug({ err: error }, "a WebSocket broke off"),
      preClose: (done) => {
        live.finish()
        done()
      },
    })
    // Not before their requests are done with: the database and the store stay open for them.
    gateway.addHook("onClose", async () => {
      await Promise.all([...live.#all].map(({ settled }) => settled))
    })
    return live
  }

  /** Counts a connection that asks for an upgrade; throws Failure TOO_MANY_CONNECTIONS. */
  readonly admit = async ({ raw, ip, ws }: FastifyRequest): Promise<void> => {
    // A request for the page of that name is answered like any other, and its connection may bring many.
    if (ws && !this.#counts.admit(raw.socket, countedAddress(ip))) throw new Failure("TOO_MANY_CONNECTIONS")
  }

  /** Has each of them let what is under way finish, and close. */
  finish(): void {
    for (const serving of this.#all) serving.finish()
  }

  add(webSocket: WebSocket, serving: WebSocketServing): void {
    this.#all.add(serving)
    webSocket.once("close", () => void serving.settled.then(() => this.#all.delete(serving)))
  }
}
