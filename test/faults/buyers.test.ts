import assert from "node:assert/strict"
import { test } from "node:test"
import { setTimeout as delay } from "node:timers/promises"
import { Movie } from "../../db/movie.ts"
import { User } from "../../db/user.ts"
import type { Database } from "../../orm/database.ts"
import { assertBooksBalance, type Booked, readBooks } from "../kit/books.ts"
import { Buyer } from "../kit/buyers/buyer.ts"
import { killConnections } from "../kit/buyers/kill-connections.ts"
import { Lane } from "../kit/buyers/lane.ts"
import { Shop } from "../kit/buyers/shop.ts"
import { type DatabaseKit, forEachDatabase } from "../kit/databases.ts"
import { makeFilm } from "../kit/films.ts"
import { differencesIn } from "../kit/money.ts"
import { logIn, numberIn, password, upload } from "../kit/people.ts"
import { randomNumbers } from "../kit/random.ts"
import { sabotaged } from "../kit/sabotage/sabotaged.ts"
import { scaled } from "../kit/scale.ts"
import { temporaryFolder } from "../kit/temporary-folder.ts"

const buyerCount = scaled(16, 64)
/** Charges until it is enough. */
const charges = scaled(120, 10_000)
const films = scaled(40, 240)
const kills = scaled(1, 40)
const timeout = scaled(120_000, 3_600_000)
const seed = Number(process.env.REELWIRE_TEST_SEED ?? 7)

const env = {
  REELWIRE_LOG_LEVEL: "silent",
  REELWIRE_MAX_CONNECTIONS_PER_ADDRESS: "100000",
  REELWIRE_WELCOME_FEN: String(scaled(15_000, 10_000_000)),
  REELWIRE_VIP_TERMS: "30:300,365:2980",
  // All of a run.
  REELWIRE_PLAIN_REPEAT_S: "86400",
  ...sabotaged(),
}

/** Opens a shop with films at prices of their own, one in eight of them dear, and registers the buyers. */
async function furnish(shop: Shop, database: Database): Promise<Map<number, number>> {
  await using admin = await shop.connect()
  await admin.ok({ type: "register", name: "admin", password, user_type: "admin" })
  await logIn(admin, "admin", "admin")
  const movies = new Map<number, number>()
  for (let number = 0; number < films; number++) {
    const film = makeFilm(50, `film ${number}.mp4`, number)
    const movie_id = await upload(admin, { ...film, request: { ...film.request, is_free: 0 } })
    const price_fen = number % 8 === 7 ? scaled(4000, 3_000_000) : 100 + number
    await database.run(() => Movie.update({ id: movie_id }, { price_fen, price_vip_fen: price_fen >> 1 }))
    movies.set(movie_id, price_fen)
  }
  for (let number = 0; number < buyerCount; number++)
    await admin.ok({
      type: "register",
      name: `buyer ${number}`,
      password,
      user_type: "user",
      session: undefined,
    })
  return movies
}

/** Holds what stands in the books of a buyer against what they asked for and were told. */
function assertCharged(buyer: Buyer, userId: number, booked: readonly Booked[]): number {
  const own = booked.filter(
    ({ transaction }) => transaction.user_id === userId && transaction.kind !== "gift",
  )
  const unclaimed = new Map(own.map((one) => [one.entries.get(`member:${userId}`)?.balance_fen, one]))
  assert.equal(unclaimed.size, own.length, "each charge leaves another balance")
  for (const order of buyer.orders) {
    order.assertSettled()
    if (order.done === undefined) continue
    const { reply, request } = order.done
    const balance = BigInt(numberIn(reply, "balance_fen"))
    const found = unclaimed.get(balance)
    const what = `what was acknowledged to ${buyer.name} is booked, once: ${JSON.stringify({ request, reply })}`
    assert.ok(found !== undefined, what)
    unclaimed.delete(balance)
    const { kind, movie_id, vip_days } = found.transaction
    const price = -(found.entries.get(`member:${userId}`)?.amount_fen ?? 0n)
    const asked = new Map(Object.entries(request))
    assert.deepEqual(
      [kind === "vip" ? "buy_vip" : "buy_movie", movie_id ?? undefined, vip_days ?? undefined, Number(price)],
      [asked.get("type"), asked.get("movie_id"), asked.get("days"), asked.get("price_fen")],
      what,
    )
    assert.equal(reply.price_fen, Number(price), what)
  }
  // What is left was bought in the plain dialect, where nobody is told a balance.
  const plain = [...unclaimed.values()].map(({ transaction }) => transaction)
  const unasked = plain.filter(({ kind, movie_id }) =>
    kind === "vip" ? !buyer.isPlainVip : !buyer.plainFilms.has(movie_id ?? 0),
  )
  assert.deepEqual(unasked, [], `nothing is booked that ${buyer.name} never asked for`)
  assert.ok(
    plain.filter(({ kind }) => kind === "vip").length <= 1,
    "a plain buy_vip is repeated, not done again",
  )
  return own.length
}

async function idsOf(database: Database): Promise<Map<string, number>> {
  const users = await database.run(() => User.select({}))
  return new Map(users.map(({ name, id }) => [name, id]))
}

/** Kills the server and changes prices at random moments, as long as somebody buys. */
async function disturb(shop: Shop, { bought, random, signal }: Disturbance): Promise<number> {
  await using admin = new Lane(shop, "admin", "admin")
  let killed = 0
  while (!signal.aborted) {
    if (killed < kills && bought() >= ((killed + 1) * charges) / (kills + 1)) {
      await shop.kill()
      killed++
    }
    const price_fen = 100 + random(200)
    await admin.ask({ type: "set_price", movie_id: 1 + random(films), price_fen })
    await delay(20 + random(30))
  }
  return killed
}

type Disturbance = {
  readonly bought: () => number
  readonly random: ReturnType<typeof randomNumbers>
  readonly signal: AbortSignal
}

async function run(kit: DatabaseKit, say: (text: string) => void): Promise<void> {
  const startMs = performance.now()
  await using made = await kit.fresh()
  const { database } = made
  await using folder = await temporaryFolder()
  const random = randomNumbers(seed)
  await using shop = await Shop.start({ ...env, REELWIRE_DATABASE_URL: made.url }, folder.path, random)
  const movies = await furnish(shop, database)
  const vipTerms = new Map([
    [30, 300],
    [365, 2980],
  ])
  const goods = { movies, vipTerms }
  await using stack = new AsyncDisposableStack()
  const buyers = Array.from({ length: buyerCount }, (_, number) =>
    stack.use(new Buyer(`buyer ${number}`, shop, goods, random)),
  )
  const bought = (): number =>
    buyers.reduce((sum, { orders }) => sum + orders.filter(({ done }) => done).length, 0)
  const over = new AbortController()
  // Prices may leave somebody without anything that they can pay: then it ends with fewer.
  const mostRounds = Math.ceil((charges / buyerCount) * 6)
  const buying = Promise.all(
    buyers.map(async (buyer) => {
      for (let round = 0; round < mostRounds && bought() < charges && !over.signal.aborted; round++)
        await buyer.shop()
    }),
  ).finally(() => over.abort())
  const { signal } = over
  const killing =
    kit.name === "mysql" ? killConnections(made.url, scaled(30, 100), signal, () => shop.isUp) : 0
  const disturbing = disturb(shop, { bought, random, signal }).finally(() => over.abort())
  // Whichever fails, nothing goes on behind the end of the test.
  await Promise.allSettled([buying, disturbing, killing])
  const [, killed, ended] = await Promise.all([buying, disturbing, killing])
  const strikes = await shop.strikes()
  shop.isFaulty = false
  await shop.kill()
  // Whatever was still under way is decided: each key is asked for once more, as somebody would who never heard.
  for (const buyer of buyers) for (const order of buyer.orders) await buyer.settle(order)
  await using admin = await shop.connect()
  await logIn(admin, "admin", "admin")
  assert.deepEqual(await differencesIn(admin), [])
  const books = await readBooks(database)
  assertBooksBalance(books)
  const ids = await idsOf(database)
  const booked = buyers.map((buyer) => assertCharged(buyer, ids.get(buyer.name) ?? 0, books.booked))
  const total = booked.reduce((sum, count) => sum + count, 0)
  const sent = buyers.reduce((sum, buyer) => sum + buyer.sent, 0)
  const lost = buyers.reduce((sum, buyer) => sum + buyer.lost, 0)
  const troubles = buyers.reduce((sum, buyer) => sum + buyer.troubles, 0)
  const seconds = Math.round((performance.now() - startMs) / 1000)
  say(
    `seed ${seed}: ${total} charges, ${sent} requests, ${lost} replies lost, ${troubles} INTERNAL or BUSY, ${strikes} connections broken, ${killed} kills, ${ended} connections of the database killed, ${seconds} s`,
  )
  assert.ok(bought() >= charges, `${bought()} were bought of ${charges}`)
}

forEachDatabase((kit) => {
  test(
    `${buyerCount} buyers at once, whose connections break and whose server is killed, are charged once for each key or never`,
    {
      timeout,
    },
    (t) => run(kit, (text) => t.diagnostic(text)),
  )
})
