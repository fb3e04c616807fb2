import type { Settings } from "../../conf/settings.ts"
import { memberAccount } from "../../db/account.ts"
import { Movie } from "../../db/movie.ts"
import { Purchase } from "../../db/purchase.ts"
import type { Session } from "../context.ts"
import { Failure } from "../failure.ts"
import { buyerOf, priceFen } from "../price.ts"
import { yuan } from "../text/yuan.ts"
import { balanceFen } from "./balance-fen.ts"
import { post } from "./post.ts"

/** What became of buying a film: what was paid, and what is left. */
export type BoughtFilm = {
  readonly purchaseId: number
  readonly priceFen: number
  readonly balanceFen: number
}

/** A film to buy; `confirmedFen` is the price that the person said yes to, where it was told. */
export type FilmOrder = {
  readonly session: Session
  readonly settings: Settings
  readonly movieId: number
  readonly confirmedFen?: number
}

/**
 * Sells a film at what it costs at this moment, in the transaction that is open and has the buyer's row. That the film isn't
 * theirs already is decided by the purchases' key: see `isAlreadyBought`. Throws Failure NO_SUCH_MOVIE, NOT_FOR_SALE,
 * FILM_DAMAGED, PRICE_CHANGED or INSUFFICIENT_BALANCE.
 */
export async function buyFilm({ session, settings, movieId, confirmedFen }: FilmOrder): Promise<BoughtFilm> {
  const { userId } = session
  const movie = await filmForSale(movieId)
  const buyer = await buyerOf(session)
  if (movie.is_free || buyer.isStaff) throw new Failure("NOT_FOR_SALE")
  const price = priceFen(settings, movie, buyer)
  if (confirmedFen !== undefined && confirmedFen !== price) {
    throw new Failure("PRICE_CHANGED", { price: yuan(price) }, { keys: { price_fen: price } })
  }
  const amountFen = BigInt(price)
  let purchaseId = 0
  let balance = 0
  await post(
    {
      kind: "film",
      memo: "",
      userId,
      movieId,
      lines: [
        { account: memberAccount(userId), amountFen: -amountFen },
        { account: "revenue:film", amountFen },
      ],
    },
    async ({ id: transaction_id }) => {
      // The transaction's row names the film and so holds it: one that went to the trash in between isn't sold.
      await filmForSale(movieId)
      const bought = { user_id: userId, movie_id: movieId, price_fen: amountFen, transaction_id }
      purchaseId = (await new Purchase(bought).save()).id
      balance = await balanceFen(userId)
    },
  )
  return { purchaseId, priceFen: price, balanceFen: balance }
}

async function filmForSale(movieId: number): Promise<Movie> {
  const movie = await Movie.first({ id: movieId, purge_time: null })
  if (movie === undefined) throw new Failure("NO_SUCH_MOVIE")
  if (movie.is_delete) throw new Failure("NOT_FOR_SALE")
  if (movie.damage_time !== null) throw new Failure("FILM_DAMAGED")
  return movie
}
