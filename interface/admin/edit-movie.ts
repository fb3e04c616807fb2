import { z } from "zod"
import { Movie } from "../../db/movie.ts"
import { transaction } from "../../orm/transaction.ts"
import { Failure } from "../failure.ts"
import { line, paragraph, rowId } from "../fields.ts"
import { message } from "../message.ts"
import { recordAction } from "../record-action.ts"
import { searchText } from "../search/search-text.ts"
import { writeSearchText } from "../search/write-search-text.ts"
import { fieldProblemTexts } from "../text/field-problems.ts"
import type { JsonObject } from "../wire/parse-json.ts"

/** edit_movie: a film's name and description. */
export const editMovie = message(
  "edit_movie",
  {
    doc: "Changes a film's name or description, also in the trash; what isn't named stays, and null takes the description away.",
    access: "editor",
    request: {
      movie_id: rowId(),
      name: line(255).optional(),
      description: paragraph(4000).nullable().optional(),
    },
    reply: { name: z.string(), description: z.string().nullable() },
    done: { en: "The film is changed.", zh: "影片信息已修改" },
    fails: ["NO_SUCH_MOVIE"],
  },
  async (context, { movie_id, ...change }) => {
    if (change.name === undefined && change.description === undefined) {
      throw new Failure("BAD_FIELD", { field: "name", problem: fieldProblemTexts.missing })
    }
    const { name, description } = change
    const search = name === undefined ? undefined : await searchText(name)
    return transaction(async () => {
      const film = await Movie.first({ id: movie_id, purge_time: null }, { forUpdate: true })
      if (film === undefined) throw new Failure("NO_SUCH_MOVIE")
      const before = changedOf(film, change)
      if (name !== undefined) film.name = name
      if (description !== undefined) film.description = description
      await film.update()
      if (search !== undefined) await writeSearchText(movie_id, search)
      const after = changedOf(film, change)
      await recordAction(context, { action: "edit_movie", target: `movie ${movie_id}`, before, after })
      return { name: film.name, description: film.description }
    })
  },
)

/** Of a film what a change names, as it goes into the trail. */
function changedOf(film: Movie, change: { readonly [Key in "name" | "description"]?: unknown }): JsonObject {
  return {
    ...(change.name === undefined ? {} : { name: film.name }),
    ...(change.description === undefined ? {} : { description: film.description }),
  }
}
