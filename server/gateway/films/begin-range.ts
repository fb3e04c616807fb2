import type { Movie } from "../../../db/movie.ts"
import type { JsonObject } from "../../../interface/wire/parse-json.ts"
import type { App } from "../../app.ts"
import { type Answer, dispatch, noBody } from "../../dispatch.ts"
import type { ByteRange } from "./byte-ranges.ts"
import type { OpenDownloads } from "./open-downloads.ts"
import type { Fetching } from "./who-fetches.ts"

/** Has ranges of a film sent as download_movie does, one after the other, under one download. */
export type RangeBeginner = (range: ByteRange) => Promise<Answer>

/** Begins ranges under the download of a link, or of a session, which the first of them begins where there is none. */
export function rangeBeginner(
  app: App,
  downloads: OpenDownloads,
  { peer, session, linkedId }: Fetching,
  { id: movie_id, content_id }: Pick<Movie, "id" | "content_id">,
): RangeBeginner {
  const ask = ({ offset, length }: ByteRange, download_id: number | undefined): Promise<Answer> => {
    const request: JsonObject = {
      type: "download_movie",
      movie_id,
      offset,
      length,
      download_id,
      // What was said of the film before has to be true of its bytes.
      content_id: content_id ?? undefined,
      // A program that merely opens an address must not spend anybody's money.
      payment: "separate",
    }
    return dispatch(app, peer, request, noBody, session)
  }
  const begin = async (range: ByteRange): Promise<Answer> => {
    const answer = ask(range, undefined)
    downloads.begin(
      session.token,
      movie_id,
      answer.then(({ film }) => film?.download.id),
    )
    return answer
  }
  return async (range) => {
    if (linkedId !== undefined) return ask(range, linkedId)
    for (;;) {
      const open = downloads.of(session.token, movie_id)
      if (open === undefined) return begin(range)
      const id = await open
      // Whoever began it had to do without: of those who waited for it one is the next.
      if (id === undefined) continue
      const answer = await ask(range, id)
      if (answer.code !== "NO_SUCH_DOWNLOAD") return answer
      // It was delivered, and this one is the next.
      downloads.forget(session.token, movie_id, open)
    }
  }
}
