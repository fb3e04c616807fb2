import { Purchase } from "../../db/purchase.ts"
import { UniqueViolation } from "../../orm/errors.ts"
import { oneOf } from "../../orm/operator.ts"
import { Failure, type FailureCode } from "../failure.ts"

const buyersTrouble: ReadonlySet<FailureCode> = new Set<FailureCode>([
  "NOT_FOR_SALE",
  "FILM_DAMAGED",
  "PRICE_CHANGED",
  "INSUFFICIENT_BALANCE",
])

/** Whether a person has bought a film. */
export function hasBought(userId: number, movieId: number): Promise<boolean> {
  return Purchase.exists({ user_id: userId, movie_id: movieId })
}

/** Which of some films a person has bought. */
export async function boughtOf(userId: number, movieIds: readonly number[]): Promise<ReadonlySet<number>> {
  if (movieIds.length === 0) return new Set()
  const bought = await Purchase.select({ user_id: userId, movie_id: oneOf(movieIds) })
  return new Set(bought.map(({ movie_id }) => movie_id))
}

/**
 * Whether buying a film failed since the person has it already: the purchases' key said so, or it failed for something that
 * doesn't concern who has it. Asked once the transaction has ended.
 */
export async function isAlreadyBought(error: unknown, userId: number, movieId: number): Promise<boolean> {
  if (error instanceof UniqueViolation) return error.table === "purchase"
  return error instanceof Failure && buyersTrouble.has(error.code) && hasBought(userId, movieId)
}
