import type { Answer, CallOptions, Remote } from "./remote.ts"
import { Trouble } from "./trouble.ts"

/** One film of the library, as lists have it; throws Trouble NO_SUCH_MOVIE. */
export async function findMovie(
  remote: Remote,
  id: number,
  { signal }: CallOptions,
): Promise<Answer<"list_movies">["movies"][number]> {
  const { movies } = await remote.call("list_movies", { before_id: id + 1, limit: 1 }, { signal })
  const [movie] = movies
  if (movie?.id !== id) throw new Trouble("NO_SUCH_MOVIE", { id })
  return movie
}
