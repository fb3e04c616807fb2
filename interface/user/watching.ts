import { z } from "zod"
import { Failure } from "../failure.ts"
import { count, pageLimit, rowId } from "../fields.ts"
import { filmFields } from "../film-view.ts"
import { message } from "../message.ts"

/** note_position: how far a member has watched a film. */
export const notePosition = message(
  "note_position",
  {
    doc: "Keeps how far a member has watched a film, for going on there on any device; 0 forgets it.",
    access: "member",
    request: { movie_id: rowId(), position_ms: count.max(1_000_000_000) },
    reply: {},
    done: { en: "Noted.", zh: "已记录" },
    fails: ["NO_SUCH_MOVIE"],
  },
  async () => {
    throw new Failure("NO_SUCH_MOVIE")
  },
)

/** list_watching: the films that a member has begun to watch. */
export const listWatching = message(
  "list_watching",
  {
    doc: "Lists the films that the member has begun to watch and not finished, the one watched last first.",
    access: "member",
    reads: true,
    request: { limit: pageLimit },
    reply: { movies: z.array(z.object(filmFields)) },
    done: { en: "Here is what you are watching.", zh: "获取观看记录成功" },
    fails: [],
  },
  async () => ({ movies: [] }),
)
