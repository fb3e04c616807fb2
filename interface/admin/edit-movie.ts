import { z } from "zod"
import { Failure } from "../failure.ts"
import { line, paragraph, rowId } from "../fields.ts"
import { message } from "../message.ts"

/** edit_movie: a film's name and description. */
export const editMovie = message(
  "edit_movie",
  {
    doc: "Changes a film's name or description; what isn't named stays, and null takes the description away.",
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
  async () => {
    throw new Failure("NO_SUCH_MOVIE")
  },
)
