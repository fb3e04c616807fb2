import type { Settings } from "../../conf/settings.ts"
import type { Movie } from "../../db/movie.ts"
import { transaction } from "../../orm/transaction.ts"
import type { Session } from "../context.ts"
import { Failure } from "../failure.ts"
import { hasBought, isAlreadyBought } from "../money/already-bought.ts"
import { balanceFen } from "../money/balance-fen.ts"
import { buyFilm } from "../money/buy-film.ts"
import { lockUser } from "../money/lock-user.ts"
import { buyerOf, priceFen } from "../price.ts"
import { yuan } from "../text/yuan.ts"

/** A download that is to begin: who wants which film, and whether their client buys with messages of its own. */
export type DownloadToPay = {
  readonly session: Session
  readonly settings: Settings
  readonly movie: Movie
  readonly buysSeparately: boolean
}

/**
 * Sees to it that a download's film is paid for, and answers what was paid just now, in fen: 0 for films that are free, bought or
 * asked for by the staff. A client of the plain dialect has asked the person already and knows no message for buying: its download
 * is the purchase. Throws Failure PAYMENT_REQUIRED with the price, or what buying a film throws.
 */
export async function payForDownload({
  session,
  settings,
  movie,
  buysSeparately,
}: DownloadToPay): Promise<number> {
  const { userId } = session
  const buyer = await buyerOf(session)
  if (movie.is_free || buyer.isStaff || (await hasBought(userId, movie.id))) return 0
  if (buysSeparately || !settings.plainPurchases) {
    const keys = { price_fen: priceFen(settings, movie, buyer), balance_fen: await balanceFen(userId) }
    throw new Failure("PAYMENT_REQUIRED", { price: yuan(keys.price_fen) }, { keys })
  }
  try {
    const bought = await transaction(async () => {
      await lockUser(userId)
      return buyFilm({ session, settings, movieId: movie.id })
    })
    return bought.priceFen
  } catch (error) {
    // Another connection of theirs was faster.
    if (await isAlreadyBought(error, userId, movie.id)) return 0
    throw error
  }
}
