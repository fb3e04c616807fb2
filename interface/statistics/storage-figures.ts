import { Movie } from "../../db/movie.ts"
import { Upload } from "../../db/upload.ts"
import { gt } from "../../orm/operator.ts"
import { type SqlRow, sql } from "../../orm/sql.ts"
import type { FilmStore } from "../film.ts"

/** How many films there are and how many bytes they take; those of the same content are stored once and count so. */
export async function storageFigures(store: Pick<FilmStore, "freeBytes">) {
  const [known, unknown] = [await knownFilms(), await unknownFilms()]
  const sum = (name: string): number => Number(known?.[name] ?? 0) + Number(unknown?.[name] ?? 0)
  // Every upload there is, of which there are a few.
  const everyUpload = { id: gt(0) }
  return {
    film_count: sum("films"),
    film_bytes: sum("film_bytes"),
    trash_count: sum("trash"),
    trash_bytes: sum("trash_bytes"),
    upload_count: await Upload.count(everyUpload),
    upload_bytes: Number(await Upload.sum("size", everyUpload)),
    free_bytes: await store.freeBytes(),
  }
}

/** All films whose content is known, along the index of contents, which holds all that this takes. */
async function knownFilms(): Promise<SqlRow | undefined> {
  const [row] = await sql`
    SELECT SUM(films) AS films, SUM(CASE WHEN films > 0 THEN bytes ELSE 0 END) AS film_bytes,
      SUM(trash) AS trash, SUM(CASE WHEN films = 0 THEN bytes ELSE 0 END) AS trash_bytes
    FROM (
      SELECT SUM(1 - is_delete) AS films, SUM(is_delete) AS trash, MAX(size) AS bytes
      FROM ${Movie} WHERE content_id > ${""} AND purge_time IS NULL GROUP BY content_id
    ) AS contents`
  return row
}

/** Films of older versions, as long as what they are is still being worked out: each is like no other. */
async function unknownFilms(): Promise<SqlRow | undefined> {
  const [row] = await sql`
    SELECT SUM(1 - is_delete) AS films, SUM((1 - is_delete) * size) AS film_bytes,
      SUM(is_delete) AS trash, SUM(is_delete * size) AS trash_bytes
    FROM ${Movie} WHERE content_id IS NULL AND purge_time IS NULL`
  return row
}
