import assert from "node:assert/strict"
import { randomUUID } from "node:crypto"
import { test } from "node:test"
import type { Settings } from "../../conf/settings.ts"
import { Movie } from "../../db/movie.ts"
import { assertBooksBalance, type Books, readBooks } from "../kit/books.ts"
import { type DatabaseKit, forEachDatabase } from "../kit/databases.ts"
import { makeFilm } from "../kit/films.ts"
import { makeVouchers } from "../kit/money.ts"
import type { Peer, Reply } from "../kit/peer.ts"
import { connectAdmin, connectMember, logIn, password, upload } from "../kit/people.ts"
import { startServer, type TestServer } from "../kit/server.ts"

const films = 8
const connections = 8

type Shop = AsyncDisposable & {
  readonly server: TestServer
  readonly admin: Peer
  readonly movieIds: readonly number[]
  /** Connections of one member, who can pay for three films. */
  readonly member: readonly Peer[]
  /** The books, which have to balance. */
  books(): Promise<Books>
}

async function openShop(kit: DatabaseKit, settings: Partial<Settings> = {}): Promise<Shop> {
  await using owned = new AsyncDisposableStack()
  const server = owned.use(
    await startServer({ priceFen: 1000, welcomeFen: 3500, voucherTriesPerHour: 1000, ...settings }, kit),
  )
  const admin = await connectAdmin(server)
  const movieIds: number[] = []
  for (let number = 0; number < films; number++) {
    const film = makeFilm(50, `film ${number}.mp4`, number)
    movieIds.push(await upload(admin, { ...film, request: { ...film.request, is_free: 0 } }))
  }
  const first = await connectMember(server)
  const others = await Promise.all(Array.from({ length: connections - 1 }, () => server.connect()))
  for (const peer of others) await logIn(peer, "member")
  const kept = owned.move()
  return {
    server,
    admin,
    movieIds,
    member: [first, ...others],
    books: async () => {
      const books = await readBooks(server.running.app.database)
      assertBooksBalance(books)
      return books
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
}

/** Sends a request on each connection at the same moment. */
function askAll(peers: readonly Peer[], request: (index: number) => object): Promise<Reply[]> {
  return Promise.all(peers.map((peer, index) => peer.ask(request(index))))
}

function codesOf(replies: readonly Reply[]): unknown[] {
  return replies.map(({ code }) => code).sort()
}

function soldIn({ booked }: Books, kind: string): number {
  return booked.filter(({ transaction }) => transaction.kind === kind).length
}

function buy(movie_id: number | undefined, price_fen = 1000): object {
  return { type: "buy_movie", movie_id, price_fen, request_key: randomUUID() }
}

forEachDatabase((kit) => {
  test("of more films at once than a balance pays for, so many are bought as it pays for", async () => {
    await using shop = await openShop(kit)
    const replies = await askAll(shop.member, (index) => buy(shop.movieIds[index]))
    const { purchases } = await shop.books()
    assert.equal(purchases.length, 3)
    const short = Array(connections - 3).fill("INSUFFICIENT_BALANCE")
    assert.deepEqual(codesOf(replies), [0, 0, 0, ...short])
  })

  test("a film that is bought on many connections at once is bought once, whichever way it is asked for", async () => {
    await using shop = await openShop(kit)
    const [movie_id = 0] = shop.movieIds
    const replies = await askAll(shop.member, (index) =>
      index % 2 === 0 ? buy(movie_id) : { type: "download_movie", movie_id },
    )
    await Promise.all(replies.map((reply, index) => "file_size" in reply && shop.member[index]?.bytes(50)))
    assert.equal(soldIn(await shop.books(), "film"), 1)
    for (const [index, { code }] of replies.entries())
      assert.ok(code === 0 || (index % 2 === 0 && code === "ALREADY_BOUGHT"), JSON.stringify(replies))
  })

  test("a request on many connections at once is done once, and each has the same answer", async () => {
    await using shop = await openShop(kit)
    const request = { type: "buy_vip", days: 30, price_fen: 3000, request_key: randomUUID() }
    for (let round = 0; round < 3; round++) {
      const [first, ...others] = await askAll(shop.member, () => request)
      assert.equal(first?.code, 0)
      for (const reply of others) assert.deepEqual(reply, first, "a repeat has the first answer")
      assert.equal(soldIn(await shop.books(), "vip"), 1)
    }
  })

  test("a plain buy_vip on many connections at once is one purchase", async () => {
    await using shop = await openShop(kit)
    const replies = await askAll(shop.member, () => ({ type: "buy_vip" }))
    assert.deepEqual(codesOf(replies), Array(connections).fill(0))
    assert.equal(soldIn(await shop.books(), "vip"), 1)
  })

  test("one of many contents under one key is done, and the others are refused", async () => {
    await using shop = await openShop(kit)
    const request_key = randomUUID()
    const request = (index: number): object => ({ ...buy(shop.movieIds[index]), request_key })
    const replies = await askAll(shop.member, request)
    const reused = Array(connections - 1).fill("KEY_REUSED")
    assert.deepEqual(codesOf(replies), [0, ...reused])
    // Whatever comes later, too.
    const again = await askAll(shop.member, request)
    assert.deepEqual(again, replies)
    assert.equal((await shop.books()).purchases.length, 1)
  })

  test("whoever confirmed another price buys nothing", async () => {
    await using shop = await openShop(kit)
    const replies = await askAll(shop.member, (index) => buy(shop.movieIds[index], 999 + (index % 3)))
    for (const [index, { code }] of replies.entries())
      if (index % 3 !== 1) assert.equal(code, "PRICE_CHANGED", "another price than was confirmed")
    const { purchases } = await shop.books()
    assert.deepEqual(new Set(purchases.map(({ price_fen }) => price_fen)), new Set([1000n]))
  })

  test("while a price changes all the time nobody pays another one than was confirmed", async () => {
    await using shop = await openShop(kit, { welcomeFen: 100_000 })
    const prices = [1000, 700, 400]
    const isOver = Promise.all(
      shop.member.map(async (peer, index) => {
        for (const movie_id of shop.movieIds) {
          const reply = await peer.ask(buy(movie_id, prices[index % 3]))
          if (reply.code === 0) assert.equal(reply.price_fen, prices[index % 3])
        }
      }),
    )
    for (let round = 0; round < 10; round++)
      for (const movie_id of shop.movieIds)
        await shop.admin.ok({ type: "set_price", movie_id, price_fen: prices[round % 3] ?? 0 })
    await isOver
    await shop.books()
  })

  test("a film that goes to the trash while it is bought is bought before, or not at all", async () => {
    await using shop = await openShop(kit, { welcomeFen: 100_000 })
    for (const movie_id of shop.movieIds) {
      const [deleted, ...replies] = await Promise.all([
        shop.admin.ask({ type: "delete_movie", delete_movie_id: movie_id }),
        ...shop.member.map((peer) => peer.ask(buy(movie_id))),
      ])
      assert.equal(deleted.code, 0)
      for (const { code } of replies)
        assert.ok([0, "NOT_FOR_SALE", "NO_SUCH_MOVIE", "ALREADY_BOUGHT"].includes(code), String(code))
      const sold = replies.filter(({ code }) => code === 0).length
      const { purchases } = await shop.books()
      assert.equal(purchases.filter((purchase) => purchase.movie_id === movie_id).length, sold)
    }
    const left = await shop.server.running.app.database.run(() => Movie.count({ is_delete: false }))
    assert.equal(left, 0)
  })

  test("of fifty connections of ten members that redeem one voucher one wins, and it is booked once", async () => {
    await using shop = await openShop(kit, { voucherTriesPerHour: 1000 })
    const { codes } = await makeVouchers(shop.admin, { value_fen: 777, count: 1 })
    const names = Array.from({ length: 10 }, (_, number) => `racer ${number}`)
    for (const name of names)
      await shop.admin.ok({ type: "register", name, password, user_type: "user", session: undefined })
    const peers = await Promise.all(Array.from({ length: 50 }, () => shop.server.connect()))
    await Promise.all(peers.map((peer, index) => logIn(peer, names[index % names.length] ?? "")))
    const [code] = codes
    const replies = await askAll(peers, () => ({ type: "redeem_voucher", code, request_key: randomUUID() }))
    assert.equal(replies.filter((reply) => reply.code === 0).length, 1, "one wins")
    for (const reply of replies)
      assert.ok([0, "VOUCHER_USED", "NO_SUCH_VOUCHER"].includes(reply.code), String(reply.code))
    const books = await shop.books()
    assert.equal(soldIn(books, "voucher"), 1)
    const got = books.booked.flatMap(({ transaction, entries }) =>
      transaction.kind === "voucher" ? [...entries.values()].map(({ amount_fen }) => amount_fen) : [],
    )
    assert.deepEqual(
      got.toSorted((a, b) => Number(a - b)),
      [-777n, 777n],
    )
  })

  test("a purchase that is refunded on many connections at once is paid back once", async () => {
    await using shop = await openShop(kit)
    await shop.member[0]?.ok({ type: "buy_vip", days: 30, price_fen: 3000, request_key: randomUUID() })
    const books = await shop.books()
    const transaction_id = books.booked.find(({ transaction }) => transaction.kind === "vip")?.transaction.id
    const cashiers = await Promise.all(Array.from({ length: 6 }, () => shop.server.connect()))
    for (const peer of cashiers) await logIn(peer, "admin", "admin")
    const replies = await askAll(cashiers, () => ({
      type: "refund",
      transaction_id,
      reason: "asked for",
      request_key: randomUUID(),
    }))
    assert.deepEqual(codesOf(replies), [0, ...Array(5).fill("ALREADY_REFUNDED")])
    assert.equal(soldIn(await shop.books(), "refund"), 1)
  })
})
