import assert from "node:assert/strict"
import { randomUUID } from "node:crypto"
import type { Settings } from "../../conf/settings.ts"
import { LedgerEntry } from "../../db/ledger-entry.ts"
import { LedgerTransaction } from "../../db/ledger-transaction.ts"
import { Purchase } from "../../db/purchase.ts"
import type { DatabaseKit } from "./databases.ts"
import { uploadPaid } from "./paid-film.ts"
import type { Peer } from "./peer.ts"
import { connectAdmin, connectMember } from "./people.ts"
import { startServer, type TestServer } from "./server.ts"

/** A library with one paid film of 10 yuan, and a member who has 100. */
export type Shop = AsyncDisposable & {
  readonly server: TestServer
  readonly admin: Peer
  readonly member: Peer
  readonly movieId: number
  /** Does something in the server's database. */
  run<T>(work: () => Promise<T>): Promise<T>
  /** What the member has, as a client is told. */
  balance(): Promise<unknown>
  /** How many films were sold, by purchases and by the ledger, whose entries sum to nothing. */
  sold(): Promise<number>
}

/** Opens one, with settings beside those of every test. */
export async function openShop(settings: Partial<Settings>, kit: DatabaseKit): Promise<Shop> {
  const server = await startServer({ priceFen: 1000, priceVipFen: 500, ...settings }, kit)
  const admin = await connectAdmin(server)
  const movieId = await uploadPaid(admin)
  const member = await connectMember(server)
  const run = <T>(work: () => Promise<T>): Promise<T> => server.running.app.database.run(work)
  return {
    server,
    admin,
    member,
    movieId,
    run,
    balance: async () => (await member.ok({ type: "vip_terms" })).balance_fen,
    sold: () =>
      run(async () => {
        const sold = await Purchase.count()
        assert.equal(await LedgerTransaction.count({ kind: "film" }), sold)
        assert.equal(await LedgerEntry.sum("amount_fen"), 0n)
        return sold
      }),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  }
}

/** The request that buys a film at a confirmed price. */
export function buy(movie_id: number, price_fen = 1000, request_key: string = randomUUID()) {
  return { type: "buy_movie", movie_id, price_fen, request_key }
}
