import { oneOrZero, rowId } from "../fields.ts"
import { message } from "../message.ts"
import { changeFilm, pricesReply } from "./change-film.ts"

/** set_free: whether a film costs anything. */
export const setFree = message(
  "set_free",
  {
    doc: "Makes a film free, or a paid one. Who bought it keeps it either way; prices of its own stay for when it is paid again.",
    access: "editor",
    request: { movie_id: rowId(), is_free: oneOrZero() },
    reply: pricesReply,
    done: { en: "It is set.", zh: "已设置" },
    fails: ["NO_SUCH_MOVIE"],
  },
  async (context, { movie_id, is_free }) => changeFilm(context, "set_free", movie_id, { is_free }),
)
