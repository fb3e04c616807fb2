import { Purchase } from "../../db/purchase.ts"
import { User } from "../../db/user.ts"
import { belongsTo } from "../../orm/relation.ts"
import { column, list, sql } from "../../orm/sql.ts"

/** How many people bought each of some films; films that nobody bought are left out. */
export async function buyerCounts(movieIds: readonly number[]): Promise<ReadonlyMap<number, number>> {
  const movie = column(Purchase, "movie_id")
  const rows = await sql`SELECT ${movie} AS film, COUNT(*) AS buyers FROM ${Purchase}
    WHERE ${movie} IN (${list(movieIds)}) GROUP BY ${movie}`
  return new Map(rows.map(({ film, buyers }) => [Number(film), Number(buyers)]))
}

/** How many people bought a film, and the names of the first twenty. */
export async function buyersOf(
  movieId: number,
): Promise<{ readonly buyers: number; readonly names: string[] }> {
  const buyers = await Purchase.count({ movie_id: movieId })
  const first = await Purchase.select(
    { movie_id: movieId },
    { orderBy: "id", limit: 20, with: { user: belongsTo(User, "user_id") } },
  )
  return { buyers, names: first.map(({ user }) => user?.name ?? "") }
}
