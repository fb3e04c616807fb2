import { filmHelp, filmTexts } from "../../interface/text/client/films.ts"
import { askMovie } from "../cli/ask-movie.ts"
import { askValue } from "../cli/ask-value.ts"
import { type Command, command } from "../cli/command.ts"
import { argument, option } from "../cli/param.ts"
import { anyText, rowNumber } from "../cli/readers.ts"
import { Trouble } from "../trouble.ts"

/** What becomes of a description; null takes it away. */
type Description = { readonly text: string | null } | "unchanged"
type Edit = { readonly id: number; readonly "new-name": string; readonly description: Description }
type Edited = { readonly id: number; readonly name: string; readonly description: string | null }

const description = { parse: (text: string): Description => ({ text: text === "" ? null : text }) }

/** Changes a film's name or description. */
export const editMovie: Command = command<Edit, Edited>({
  name: "edit",
  doc: filmHelp.edit,
  title: filmTexts.menuEdit,
  needsLogin: true,
  params: {
    id: argument<number>("ID", filmHelp.movieId, rowNumber, {
      ask: async (job) => (await askMovie(job))[0] ?? 0,
    }),
    // --name is who logs in.
    "new-name": option<string>("NAME", filmHelp.editName, anyText, {
      fallback: "",
      ask: askValue(filmTexts.askNewFilmName, anyText, { empty: "" }),
    }),
    description: option<Description>("TEXT", filmHelp.editDescription, description, {
      fallback: "unchanged",
      ask: askValue<Description>(filmTexts.askDescription, description, { empty: "unchanged" }),
    }),
  },
  run: async ({ remote, signal }, { id: movie_id, "new-name": name, description: about }) => {
    if (name === "" && about === "unchanged") throw new Trouble("MISSING", { what: "--new-name" })
    const change = {
      ...(name === "" ? {} : { name }),
      ...(about === "unchanged" ? {} : { description: about.text }),
    }
    const edited = await remote.call("edit_movie", { movie_id, ...change }, { signal })
    return { id: movie_id, name: edited.name, description: edited.description }
  },
  print: ({ id, name }, { line }, { say }) => line(say(filmTexts.edited, { id, name })),
})
