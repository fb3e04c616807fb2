import assert from "node:assert/strict"
import { createHmac } from "node:crypto"
import { blake3 } from "@napi-rs/blake-hash"
import { Account, memberAccount } from "../../db/account.ts"
import { LedgerTransaction } from "../../db/ledger-transaction.ts"
import { Movie } from "../../db/movie.ts"
import { hexOf } from "../../interface/pieces/content-id.ts"
import { type Film, makeFilm } from "../kit/films.ts"
import type { Peer, Reply } from "../kit/peer.ts"
import { connectMember, connectStaff, listIn, numberIn, password, textIn, upload } from "../kit/people.ts"
import type { TestServer } from "../kit/server.ts"

/** What payments from outside are signed with. */
export const paymentSecret = "x".repeat(32)

/** Somebody who is logged in. */
export type Person = {
  readonly name: string
  readonly id: number
  readonly session: string
  readonly peer: Peer
}

/**
 * A server in which the requests of a contract find what they need. All of it is made over TCP, by counting: the same cases in the
 * same order find the same on every server.
 */
export class Scene {
  readonly server: TestServer
  readonly admin: Peer
  #count = 0

  constructor(server: TestServer, admin: Peer) {
    this.server = server
    this.admin = admin
  }

  next(): number {
    return ++this.#count
  }

  key(): string {
    return `request-key-${String(this.next()).padStart(8, "0")}`
  }

  run<T>(work: () => Promise<T>): Promise<T> {
    return this.server.running.app.database.run(work)
  }

  /** The admin's session. */
  get boss(): string {
    return this.admin.session ?? ""
  }

  async member(): Promise<Person> {
    const name = `member${this.next()}`
    const peer = await connectMember(this.server, name)
    const who = await peer.ok({ type: "who_am_i" })
    return { name, id: numberIn(who, "user_id"), session: peer.session ?? "", peer }
  }

  async staff(role: "admin" | "editor" | "cashier"): Promise<Person> {
    const name = `${role}${this.next()}`
    const peer = await connectStaff(this.server, this.admin, role, name)
    const who = await peer.ok({ type: "who_am_i" })
    return { name, id: numberIn(who, "user_id"), session: peer.session ?? "", peer }
  }

  newFilm(size = 100): Film {
    const seed = this.next()
    return makeFilm(size, `film${seed}.mp4`, seed)
  }

  async film(is_free: 0 | 1 = 1): Promise<number> {
    const { bytes, request } = this.newFilm()
    return upload(this.admin, { bytes, request: { ...request, is_free } })
  }

  async deletedFilm(): Promise<number> {
    const id = await this.film()
    await this.admin.ok({ type: "delete_movie", delete_movie_id: id })
    return id
  }

  async changedFilm(change: Parameters<typeof Movie.update>[1]): Promise<number> {
    const id = await this.film(0)
    await this.run(() => Movie.update({ id }, change))
    return id
  }

  /** A paid film that somebody has bought. */
  async boughtFilm(): Promise<{
    readonly buyer: Person
    readonly movie_id: number
    readonly transaction_id: number
  }> {
    const [buyer, movie_id] = [await this.member(), await this.film(0)]
    await buyer.peer.ok({ type: "buy_movie", movie_id, price_fen: 1000, request_key: this.key() })
    const [paid] = await this.run(() => LedgerTransaction.select({ movie_id }, { orderBy: "-id" }))
    const transaction_id = paid?.id ?? assert.fail("the purchase is booked")
    return { buyer, movie_id, transaction_id }
  }

  async upload(
    size = 100,
  ): Promise<{ readonly film: Film; readonly upload_id: number; readonly hash: string }> {
    const film = this.newFilm(size)
    const { file_name, file_size: film_size, file_md5, is_free } = film.request
    const reply = await this.admin.ok({ type: "start_upload", file_name, film_size, file_md5, is_free })
    return { film, upload_id: numberIn(reply, "upload_id"), hash: hexOf(blake3(film.bytes)) }
  }

  async wholeUpload(): Promise<number> {
    const { film, upload_id, hash } = await this.upload()
    const piece = { type: "send_piece", upload_id, piece: 0, hash, file_size: film.bytes.length }
    await this.admin.ok(piece, film.bytes)
    return upload_id
  }

  async notice(fields: object = {}): Promise<number> {
    const reply = await this.admin.ok({ type: "release_notice", title: "t", content: "c", ...fields })
    return numberIn(reply, "notice_id")
  }

  async vouchers(
    fields: object = {},
  ): Promise<{ readonly batch_id: number; readonly code: string; readonly reply: Reply }> {
    const seed = String(this.next()).padStart(64, "0")
    const terms = {
      type: "make_vouchers",
      value_fen: 100,
      count: 1,
      seed,
      request_key: this.key(),
      ...fields,
    }
    const reply = await this.admin.ok(terms)
    return { batch_id: numberIn(reply, "batch_id"), code: String(listIn(reply, "codes")[0]), reply }
  }

  async download(person: Person, movie_id: number): Promise<number> {
    const reply = await person.peer.ok({ type: "download_movie", movie_id, length: 1 })
    await person.peer.bytes(1)
    return numberIn(reply, "download_id")
  }

  /** A member whose browser or program stays logged in, and what it shows for that. */
  async device(): Promise<{ readonly person: Person; readonly token: string; readonly id: number }> {
    const person = await this.member()
    const device_key = `device-key-${String(this.next()).padStart(8, "0")}`
    const login = { type: "login", name: person.name, password, user_type: "user", device_key }
    const reply = await person.peer.ok({ ...login, session: undefined })
    const session = textIn(reply, "session")
    const { id } = Object(listIn(await person.peer.ok({ type: "list_devices", session }), "devices")[0])
    return { person: { ...person, session }, token: textIn(reply, "device_token"), id }
  }

  /** Has a member's balance be so many fen below the most that there can be. */
  async fill({ id }: Person, below: bigint): Promise<void> {
    const balance_fen = BigInt(Number.MAX_SAFE_INTEGER) - below
    await this.run(() => Account.update({ name: memberAccount(id) }, { balance_fen }))
  }

  credit(name: string, amount_fen: number, reference = `reference-${this.next()}`): object {
    const text = `reelwire-credit-1\n${reference}\n${name}\n${amount_fen}\n`
    const signature = createHmac("sha256", paymentSecret).update(text).digest("hex")
    return { reference, name, amount_fen, signature }
  }
}
