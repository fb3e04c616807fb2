import { openDatabase } from "../../../orm/database.ts"
import { belongsTo } from "../../../orm/relation.ts"
import { type Films, poolSize } from "./films.ts"
import { Movie, User } from "./models.ts"

/** Films through the project's own ORM, on either database. */
export async function openReelwire(url: string): Promise<Films> {
  const database = await openDatabase(url.startsWith("mysql:") ? `${url}?poolSize=${poolSize}` : url)
  const uploader = { uploader: belongsTo(User, "uploader_id") }
  return {
    byKey: (id) => Movie.get(id),
    list: (limit) => Movie.select({ is_delete: false }, { orderBy: "id", limit }),
    withUploaders: (limit) => Movie.select({ is_delete: false }, { orderBy: "id", limit, with: uploader }),
    insert: async (film) => (await new Movie(film).save()).id,
    updater: async (id) => {
      const film = await Movie.get(id)
      if (film === undefined) throw new Error("no such film")
      return (is_free) => {
        film.is_free = is_free
        return film.update()
      }
    },
    scope: (work) => database.run(work),
    close: () => database.close(),
  }
}
