import { id, text } from "../orm/field.ts"
import { model } from "../orm/model.ts"

/**
 * What a film is found by, under the film's own number: its name folded, and how that is said in Pinyin. A table of its own, since a
 * search reads it from end to end and films' rows are ten times as wide. A film of an older version has none until a job writes it.
 */
export class FilmSearch extends model("film_search", {
  id: id(),
  search_text: text(),
}) {}
