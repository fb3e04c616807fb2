import { isJsonObject } from "../../../interface/wire/is-json-object.ts"
import type { JsonObject } from "../../../interface/wire/parse-json.ts"
import { ConnectionLost } from "./connection-lost.ts"

type Waiting = {
  readonly resolve: (reply: JsonObject) => void
  readonly reject: (error: ConnectionLost) => void
}

/** What happens on a socket beside its replies. */
export type SocketEvents = {
  /** A frame came that answers no request. */
  readonly onPush: (push: JsonObject) => void
  /** It is over; told once, and only after it was open. */
  readonly onClose: () => void
}

/** One WebSocket connection to the gateway: each reply finds its request by its id. */
export class Socket {
  readonly #socket: WebSocket
  readonly #waiting = new Map<number, Waiting>()
  #lastId = 0

  private constructor(socket: WebSocket, { onPush, onClose }: SocketEvents) {
    this.#socket = socket
    socket.onmessage = ({ data }: MessageEvent<unknown>) => {
      const frame: unknown = typeof data === "string" ? JSON.parse(data) : undefined
      if (!isJsonObject(frame)) return
      if (typeof frame.push === "string") return onPush(frame)
      this.#settle(frame)
    }
    socket.onclose = () => {
      for (const { reject } of this.#waiting.values()) reject(new ConnectionLost())
      this.#waiting.clear()
      onClose()
    }
  }

  /** Connects; throws ConnectionLost where that can't be done within some seconds. */
  static open(path: string, events: SocketEvents, withinMs = 10_000): Promise<Socket> {
    return new Promise((resolve, reject) => {
      const url = new URL(path, location.href)
      url.protocol = url.protocol === "https:" ? "wss:" : "ws:"
      const socket = new WebSocket(url)
      const late = setTimeout(() => socket.close(), withinMs)
      socket.onclose = () => {
        clearTimeout(late)
        reject(new ConnectionLost())
      }
      socket.onopen = () => {
        clearTimeout(late)
        resolve(new Socket(socket, events))
      }
    })
  }

  /** Sends a request and answers its reply; throws ConnectionLost where none comes, and the signal's reason. */
  request(
    frame: object,
    { signal, quietMs = 60_000 }: { signal?: AbortSignal | undefined; quietMs?: number },
  ): Promise<JsonObject> {
    if (this.#socket.readyState !== WebSocket.OPEN) return Promise.reject(new ConnectionLost())
    this.#lastId += 1
    const id = this.#lastId
    return new Promise<JsonObject>((resolve, reject) => {
      // A network that is gone without a word is told by silence alone.
      const quiet = setTimeout(() => this.close(), quietMs)
      const aborted = (): void => {
        this.#waiting.delete(id)
        clearTimeout(quiet)
        reject(signal?.reason)
      }
      const settled = (): void => {
        clearTimeout(quiet)
        signal?.removeEventListener("abort", aborted)
      }
      signal?.addEventListener("abort", aborted, { once: true })
      this.#waiting.set(id, {
        resolve: (reply) => {
          settled()
          resolve(reply)
        },
        reject: (error) => {
          settled()
          reject(error)
        },
      })
      this.#socket.send(JSON.stringify({ ...frame, id }))
    })
  }

  /** Ends the connection, and every request on it, at once: a peer that is gone need not agree. */
  close(): void {
    this.#socket.close()
    this.#socket.onclose?.(new CloseEvent("close"))
    this.#socket.onclose = null
  }

  #settle(frame: JsonObject): void {
    const { id } = frame
    if (typeof id !== "number") return
    this.#waiting.get(id)?.resolve(frame)
    this.#waiting.delete(id)
  }
}
