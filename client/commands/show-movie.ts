import { columnTexts } from "../../interface/text/client/columns.ts"
import { filmHelp, filmTexts } from "../../interface/text/client/films.ts"
import { wordTexts } from "../../interface/text/client/words.ts"
import { askMovie, shownPrice } from "../cli/ask-movie.ts"
import { type Command, command } from "../cli/command.ts"
import { argument } from "../cli/param.ts"
import { rowNumber } from "../cli/readers.ts"
import type { Answer } from "../remote.ts"
import { formatBytes, formatDuration, formatTime } from "../terminal/format.ts"
import type { Say } from "../terminal/say.ts"

type Shown = Omit<Answer<"show_movie">, "msg">

/** Shows all that there is to know of a film. */
export const showMovie: Command = command<{ id: number }, Shown>({
  name: "show",
  doc: filmHelp.show,
  title: filmTexts.menuShow,
  needsLogin: true,
  params: {
    id: argument<number>("ID", filmHelp.movieId, rowNumber, {
      ask: async (job) => (await askMovie(job))[0] ?? 0,
    }),
  },
  run: async ({ remote, signal }, { id: movie_id }) => {
    const { msg: _, ...film } = await remote.call("show_movie", { movie_id }, { signal })
    return film
  },
  print: (film, { text, table }, { say }) => {
    const none = say(wordTexts.none)
    const time = (ms: number | null): string => (ms === null ? none : formatDuration(ms / 1000))
    const picture = film.width === null || film.height === null ? none : `${film.width} × ${film.height}`
    const made = [film.container, film.video_codec, film.audio_codec].filter((part) => part !== null)
    table(
      [{ head: say(columnTexts.headName) }, { head: film.name, wraps: true }],
      [
        [say(columnTexts.headId), String(film.movie_id)],
        ...statesOf(film, say).map((state) => [say(columnTexts.headState), state]),
        [say(columnTexts.headSize), formatBytes(film.size)],
        [say(columnTexts.headPrice), shownPrice(film, say)],
        [say(filmTexts.headDuration), time(film.duration_ms)],
        [say(filmTexts.headPicture), picture],
        [say(filmTexts.headFormat), made.join(", ") || none],
        [say(filmTexts.headWatched), time(film.position_ms)],
        [say(columnTexts.headUploaded), formatTime(film.upload_time)],
        ["SHA-256", film.sha256 ?? none],
      ],
    )
    if (film.description !== null) text(film.description)
  },
})

/** What is out of the ordinary with a film. */
function statesOf({ is_deleted, is_damaged }: Shown, say: Say): string[] {
  return [
    ...(is_deleted === 1 ? [say(filmTexts.inTrash)] : []),
    ...(is_damaged === 1 ? [say(filmTexts.damagedFilm)] : []),
  ]
}
