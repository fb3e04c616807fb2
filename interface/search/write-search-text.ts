import { FilmSearch } from "../../db/film-search.ts"

/**
 * Lets a film be found by this text, in the transaction that has the film's row or makes it: so nobody else writes one for it
 * at the same moment.
 */
export async function writeSearchText(id: number, search_text: string): Promise<void> {
  if ((await FilmSearch.update({ id }, { search_text })) === 0)
    await new FilmSearch({ id, search_text }).save()
}
