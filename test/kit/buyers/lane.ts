import { Peer, type Reply } from "../peer.ts"
import { logIn, numberIn } from "../people.ts"
import type { Shop } from "./shop.ts"

/** Somebody's way into the shop: connects and logs in when it is needed, and again after the connection broke. */
export class Lane implements AsyncDisposable {
  readonly #shop: Shop
  readonly #name: string
  readonly #kind: "user" | "admin"
  #peer: Peer | undefined

  constructor(shop: Shop, name: string, kind: "user" | "admin" = "user") {
    this.#shop = shop
    this.#name = name
    this.#kind = kind
  }

  /** Sends a request and answers its reply, or undefined where that was lost; film bytes that follow are thrown away. */
  async ask(request: object): Promise<Reply | undefined> {
    try {
      this.#peer ??= await this.#connect()
      const reply = await this.#peer.ask(request)
      if (reply.flag && "file_size" in reply) await this.#peer.bytes(numberIn(reply, "file_size"))
      return reply
    } catch {
      // Broken, or silent for long: whoever asks again and never hears notices that.
      await this[Symbol.asyncDispose]()
      return undefined
    }
  }

  async #connect(): Promise<Peer> {
    const peer = await Peer.connect({ port: await this.#shop.entrance() })
    try {
      await logIn(peer, this.#name, this.#kind)
      return peer
    } catch (error) {
      await peer[Symbol.asyncDispose]()
      throw error
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#peer?.[Symbol.asyncDispose]()
    this.#peer = undefined
  }
}
