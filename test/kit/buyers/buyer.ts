import { randomUUID } from "node:crypto"
import { setTimeout as delay } from "node:timers/promises"
import type { Reply } from "../peer.ts"
import type { randomNumbers } from "../random.ts"
import { Lane } from "./lane.ts"
import { Order } from "./order.ts"
import type { Shop } from "./shop.ts"

type Random = ReturnType<typeof randomNumbers>

/** What the shop sells, films by their ids and terms of VIP by their days, at which price to begin with. */
export type Goods = {
  readonly movies: ReadonlyMap<number, number>
  readonly vipTerms: ReadonlyMap<number, number>
}

/** Longer than a server takes to start on a loaded machine. */
const patienceMs = 60_000

/** Most copies of a request. */
const mostCopies = 5

/** A member who buys at random, sends each request one to five times, some with changed contents, and remembers every answer. */
export class Buyer implements AsyncDisposable {
  readonly name: string
  readonly orders: Order[] = []
  /** Films that the plain dialect downloaded, or may have. */
  readonly plainFilms = new Set<number>()
  isPlainVip = false
  /** Requests that it sent, lost ones too. */
  sent = 0
  lost = 0
  /** Replies that left open what happened. */
  troubles = 0
  readonly #goods: Goods
  readonly #random: Random
  readonly #lanes: readonly Lane[]
  /** What a film, or a term, cost when they last heard of it. */
  readonly #prices = new Map<string, number>()

  constructor(name: string, shop: Shop, goods: Goods, random: Random) {
    this.name = name
    this.#goods = goods
    this.#random = random
    this.#lanes = Array.from({ length: mostCopies }, () => new Lane(shop, name))
  }

  /** Buys something, or asks again for something of before. */
  async shop(): Promise<void> {
    const what = this.#random(20)
    if (what === 0) return this.#buyPlainVip()
    if (what < 4) return this.#buyPlainFilm()
    const old = this.orders[this.#random(this.orders.length + 1)]
    if (what < 6 && old !== undefined) return this.#send(old)
    const order = new Order(this.#requests())
    this.orders.push(order)
    await this.#send(order)
    await this.settle(order)
  }

  /** Finds out what became of an order, by asking until there is an answer. */
  async settle(order: Order): Promise<void> {
    const [lane] = this.#lanes
    const endMs = performance.now() + patienceMs
    for (let isSettled = false; !isSettled; ) {
      if (performance.now() > endMs) throw new Error(`nobody answers ${JSON.stringify(order.open)}`)
      const request = order.open
      const reply = await this.#ask(lane, request)
      if (reply !== undefined) isSettled = this.#note(order, request, reply)
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const lane of this.#lanes) await lane[Symbol.asyncDispose]()
  }

  async #send(order: Order): Promise<void> {
    const copies = Array.from({ length: 1 + this.#random(mostCopies) }, (_, number) => {
      const changed = order.requests[this.#random(order.requests.length)]
      return {
        lane: this.#lanes[number],
        request: (this.#random(3) === 0 ? changed : undefined) ?? order.open,
      }
    })
    const send = async ({ lane, request }: (typeof copies)[number]): Promise<void> => {
      const reply = await this.#ask(lane, request)
      if (reply !== undefined) this.#note(order, request, reply)
    }
    if (this.#random(2) === 0) await Promise.all(copies.map(send))
    else for (const copy of copies) await send(copy)
  }

  #note(order: Order, request: object, reply: Reply): boolean {
    if (reply.code === "PRICE_CHANGED" && typeof reply.price_fen === "number")
      this.#prices.set(goodsOf(request), reply.price_fen)
    return order.note(request, reply)
  }

  async #buyPlainFilm(): Promise<void> {
    const movie_id = this.#pick(this.#goods.movies)
    this.plainFilms.add(movie_id)
    const request = { type: "download_movie", movie_id }
    await Promise.all(this.#lanes.slice(0, 1 + this.#random(3)).map((lane) => this.#ask(lane, request)))
  }

  async #buyPlainVip(): Promise<void> {
    this.isPlainVip = true
    await Promise.all(
      this.#lanes.slice(0, 1 + this.#random(3)).map((lane) => this.#ask(lane, { type: "buy_vip" })),
    )
  }

  async #ask(lane: Lane | undefined, request: object): Promise<Reply | undefined> {
    this.sent++
    const reply = await lane?.ask(request)
    if (reply?.code === "INTERNAL" || reply?.code === "BUSY") this.troubles++
    if (reply === undefined) {
      this.lost++
      // A server that is down must not be asked all the time.
      await delay(5)
    }
    return reply
  }

  /** What is meant, and the same key with other contents: another thing, and another price. */
  #requests(): object[] {
    const request_key = randomUUID()
    const film = this.#film()
    const vip = this.#vip()
    const [meant, other] =
      this.#random(6) === 0 ? [vip, film] : [film, this.#random(2) === 0 ? vip : this.#film()]
    return [
      { ...meant, request_key },
      // By chance it may be the same.
      ...(goodsOf(other) === goodsOf(meant) ? [] : [{ ...other, request_key }]),
      { ...meant, price_fen: meant.price_fen + 1, request_key },
    ]
  }

  #film(): { readonly price_fen: number } {
    const movie_id = this.#pick(this.#goods.movies)
    return this.#priced({ type: "buy_movie", movie_id }, this.#goods.movies.get(movie_id))
  }

  #vip(): { readonly price_fen: number } {
    const days = this.#pick(this.#goods.vipTerms)
    return this.#priced({ type: "buy_vip", days }, this.#goods.vipTerms.get(days))
  }

  #priced<Request extends object>(request: Request, first = 0): Request & { readonly price_fen: number } {
    return { ...request, price_fen: this.#prices.get(goodsOf(request)) ?? first }
  }

  #pick(from: ReadonlyMap<number, number>): number {
    return [...from.keys()][this.#random(from.size)] ?? 0
  }
}

function goodsOf(request: object): string {
  return `${Reflect.get(request, "movie_id") ?? ""} ${Reflect.get(request, "days") ?? ""}`
}
