import { Movie } from "../../db/movie.ts"
import { Failure } from "../failure.ts"
import { md5 } from "../fields.ts"
import { message } from "../message.ts"

/** check_movie: a hint at whether a film is in the library already. */
export const checkMovie = message(
  "check_movie",
  {
    doc: "Tells whether a film with this sampled md5 is in the library: flag true, it isn't, upload it; flag false (MOVIE_EXISTS), it probably is. A hint, never a proof.",
    access: "editor",
    reads: true,
    request: { file_md5: md5() },
    reply: {},
    done: { en: "The film is not in the library yet.", zh: "影片不存在，可以上传" },
    fails: ["MOVIE_EXISTS"],
  },
  async (_, { file_md5 }) => {
    if (await Movie.exists({ sampled_md5: file_md5, is_delete: false })) throw new Failure("MOVIE_EXISTS")
    return {}
  },
)
