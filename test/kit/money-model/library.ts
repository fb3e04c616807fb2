import assert from "node:assert/strict"
import { createHmac } from "node:crypto"
import { Account } from "../../../db/account.ts"
import { LedgerEntry } from "../../../db/ledger-entry.ts"
import { LedgerTransaction } from "../../../db/ledger-transaction.ts"
import { Purchase } from "../../../db/purchase.ts"
import { User } from "../../../db/user.ts"
import { gt, oneOf } from "../../../orm/operator.ts"
import type { DatabaseKit } from "../databases.ts"
import { makeFilm } from "../films.ts"
import { makeVouchers } from "../money.ts"
import { Peer, type Reply } from "../peer.ts"
import { connectAdmin, connectMember, logIn, numberIn, upload } from "../people.ts"
import { startServer, type TestServer } from "../server.ts"
import { type Asker, type Film, type Member, type Model, prices, terms, type Voucher } from "./model.ts"

const paymentSecret = "0123456789abcdef0123456789abcdef"
const welcomeFen = 4000

/** A real server on which one model after the other is tried, each with members and films of its own. */
export class Library implements AsyncDisposable {
  readonly server: TestServer
  readonly admin: Peer
  readonly #peers = new Map<Member, Peer>()
  #run = 0
  #lastId = 0

  private constructor(server: TestServer, admin: Peer) {
    this.server = server
    this.admin = admin
  }

  /** Starts the server. */
  static async start(kit: DatabaseKit): Promise<Library> {
    const settings = {
      priceFen: prices.film,
      priceVipFen: prices.vipFilm,
      vipTerms: terms.map(({ days, price }) => ({ days, priceFen: price })),
      plainRepeatS: 86_400,
      voucherTriesPerHour: 100_000,
      loginFailuresPerConnection: 100,
      welcomeFen,
      paymentSecret,
    }
    const server = await startServer(settings, kit)
    return new Library(server, await connectAdmin(server))
  }

  /** Members, films and vouchers that nobody has done anything with, and a model of them. */
  async begin(): Promise<Model> {
    for (const peer of this.#peers.values()) await peer[Symbol.asyncDispose]()
    this.#peers.clear()
    const run = ++this.#run
    const members: Member[] = []
    for (const number of [0, 1, 2]) members.push(await this.#member(`member ${run} ${number}`))
    const films: Film[] = []
    for (const number of [0, 1, 2]) films.push(await this.#film(run * 3 + number, number === 2))
    const vouchers: Voucher[] = []
    for (const [value, days] of [[700], [undefined, 10], [2500]] as const)
      vouchers.push(...(await this.#vouchers(value, days)))
    this.#lastId = await this.#newest()
    return { members, films, vouchers, booked: [], done: [] }
  }

  /** Sends a request as somebody; film bytes that follow are thrown away. */
  async ask(by: Asker, request: object): Promise<Reply> {
    if (by === "gateway") return this.#credit(request)
    const peer = by === "admin" ? this.admin : this.#peers.get(by)
    if (peer === undefined) throw new Error("nobody has logged in as them")
    const reply = await peer.ask(request)
    if (reply.flag && "file_size" in reply) await peer.bytes(numberIn(reply, "file_size"))
    return reply
  }

  /** Lets somebody in again whose sessions were ended. */
  async readmit(member: Member): Promise<void> {
    const peer = await this.server.connect()
    await logIn(peer, member.name)
    this.#peers.set(member, peer)
  }

  /** What was booked since the last call. */
  booked(): Promise<
    readonly { readonly transaction: LedgerTransaction; readonly lines: Record<string, number> }[]
  > {
    return this.server.running.app.database.run(async () => {
      const transactions = await LedgerTransaction.select({ id: gt(this.#lastId) }, { orderBy: "id" })
      this.#lastId = transactions.at(-1)?.id ?? this.#lastId
      const entries = await LedgerEntry.select({ transaction_id: oneOf(transactions.map(({ id }) => id)) })
      const accounts = await Account.select({ id: oneOf(entries.map(({ account_id }) => account_id)) })
      const names = new Map(accounts.map(({ id, name }) => [id, name]))
      return transactions.map((transaction) => {
        const own = entries.filter(({ transaction_id }) => transaction_id === transaction.id)
        const lines = own.map(({ account_id, amount_fen }) => [names.get(account_id), Number(amount_fen)])
        return { transaction, lines: Object.fromEntries(lines) }
      })
    })
  }

  /** The end of somebody's VIP, as it is stored. */
  vipUntilMs({ userId }: Member): Promise<number | null> {
    return this.server.running.app.database.run(async () => {
      return (await User.get(userId))?.vip_until?.getTime() ?? null
    })
  }

  /** Holds what is stored of a model's members against it. */
  async assertAgrees({ members, films }: Model): Promise<void> {
    await this.server.running.app.database.run(async () => {
      const ids = members.map(({ userId }) => userId)
      const accounts = await Account.select({ user_id: oneOf(ids) }, { orderBy: "id" })
      const users = await User.select({ id: oneOf(ids) }, { orderBy: "id" })
      const purchases = await Purchase.select({ user_id: oneOf(ids) })
      for (const [index, { userId, balance, vipUntilMs, bought, name }] of members.entries()) {
        assert.equal(Number(accounts[index]?.balance_fen), balance, `the balance of ${name}`)
        assert.equal(users[index]?.vip_until?.getTime() ?? null, vipUntilMs, `the VIP of ${name}`)
        const own = purchases.filter(({ user_id }) => user_id === userId)
        const found = own.map(({ movie_id, price_fen }) => [movie_id, Number(price_fen)])
        const wanted = films.flatMap((film) => (bought.has(film) ? [[film.id, bought.get(film)]] : []))
        assert.deepEqual(found.sort(), wanted.sort(), `the purchases of ${name}`)
      }
    })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.server[Symbol.asyncDispose]()
  }

  /** Connects for it alone: whoever doesn't log in may not stay. */
  async #credit(request: object): Promise<Reply> {
    await using peer = await Peer.connect({ port: this.server.port })
    return await peer.ask(signed(request))
  }

  async #member(name: string): Promise<Member> {
    const peer = await connectMember(this.server, name)
    const { user_id: userId } = await peer.ok({ type: "who_am_i" })
    const member: Member = {
      name,
      userId: Number(userId),
      account: `member:${userId}`,
      balance: welcomeFen,
      vipUntilMs: null,
      bought: new Map(),
      plainTerm: undefined,
      isLocked: false,
    }
    this.#peers.set(member, peer)
    return member
  }

  async #film(seed: number, isFree: boolean): Promise<Film> {
    const film = makeFilm(40 + seed, `film ${seed}.mp4`)
    const id = await upload(this.admin, { ...film, request: { ...film.request, is_free: isFree ? 1 : 0 } })
    return { id, isFree, price: undefined, vipPrice: undefined, offer: undefined, isInTrash: false }
  }

  async #vouchers(value: number | undefined, days: number | undefined): Promise<Voucher[]> {
    const worth = value === undefined ? { vip_days: days } : { value_fen: value }
    const { batchId, codes } = await makeVouchers(this.admin, { ...worth, count: 2 })
    return codes.map((code) => ({ code, batchId, value, days, usedBy: undefined, isRevoked: false }))
  }

  #newest(): Promise<number> {
    return this.server.running.app.database.run(async () => {
      return (await LedgerTransaction.first({}, { orderBy: "-id" }))?.id ?? 0
    })
  }
}

function signed(request: object): object {
  const fields = new Map(Object.entries(request))
  const lines = ["reference", "name", "amount_fen"].map((key) => `${fields.get(key)}\n`).join("")
  const signature = createHmac("sha256", paymentSecret).update(`reelwire-credit-1\n${lines}`).digest("hex")
  return { ...request, signature }
}
