import { filmHelp, filmTexts } from "../../interface/text/client/films.ts"
import { askMovie } from "../cli/ask-movie.ts"
import { askValue } from "../cli/ask-value.ts"
import { type Command, command } from "../cli/command.ts"
import { argument } from "../cli/param.ts"
import { anyText, rowNumber } from "../cli/readers.ts"
import { findMovie } from "../find-movie.ts"
import { FilmFile } from "../transfer/film-file.ts"

type Poster = { readonly id: number; readonly name: string; readonly poster: string | null }

const id = argument<number>("ID", filmHelp.movieId, rowNumber, {
  ask: async (job) => (await askMovie(job))[0] ?? 0,
})

/** Bytes of a picture that are read and sent at once. */
const partBytes = 64 * 1024

/** Gives a film a poster. */
export const setPoster: Command = command<{ id: number; file: string }, Poster>({
  name: "poster set",
  doc: filmHelp.posterSet,
  title: filmTexts.menuPosterSet,
  needsLogin: true,
  params: {
    id,
    file: argument<string>("FILE", filmHelp.posterFile, anyText, {
      ask: askValue(filmTexts.askPicture, anyText),
    }),
  },
  run: async ({ remote, signal }, { id: movie_id, file }) => {
    const { name } = await findMovie(remote, movie_id, { signal })
    const picture = await FilmFile.open(file)
    try {
      const request = { movie_id, file_size: picture.size }
      const { poster } = await remote.setPoster(request, bytesOf(picture), { signal })
      return { id: movie_id, name, poster }
    } finally {
      await picture.close()
    }
  },
  print: ({ id: movieId, name }, { line }, { say }) => line(say(filmTexts.posterSet, { id: movieId, name })),
})

/** Takes the staff's poster of a film away. */
export const removePoster: Command = command<{ id: number }, Poster>({
  name: "poster remove",
  doc: filmHelp.posterRemove,
  title: filmTexts.menuPosterRemove,
  needsLogin: true,
  params: { id },
  run: async ({ remote, signal }, { id: movie_id }) => {
    const { name } = await findMovie(remote, movie_id, { signal })
    const { poster } = await remote.call("use_poster", { movie_id, poster: null }, { signal })
    return { id: movie_id, name, poster }
  },
  print: ({ id: movieId, name, poster }, { line }, { say }) =>
    line(say(poster === null ? filmTexts.posterRemoved : filmTexts.posterIsFilms, { id: movieId, name })),
})

async function* bytesOf(picture: FilmFile): AsyncGenerator<Buffer> {
  for (let at = 0; at < picture.size; at += partBytes) {
    const part = Buffer.alloc(Math.min(partBytes, picture.size - at))
    await picture.read(part, at)
    yield part
  }
}
