import { setImmediate as turn } from "node:timers/promises"
import { Movie } from "../../db/movie.ts"
import { Upload } from "../../db/upload.ts"
import { gt } from "../../orm/operator.ts"
import { sql } from "../../orm/sql.ts"
import type { FilmStore } from "../film.ts"

/** Contents that one statement adds up: few enough that it holds nobody up for more than milliseconds. MySQL takes no double as a limit. */
const pageRows = 2000

/** How many films there are and how many bytes they take; those of the same content are stored once and count so. */
export async function storageFigures(store: Pick<FilmStore, "freeBytes">) {
  const sums = await unknownFilms()
  for await (const contents of knownContents()) {
    for (const { films, trash, bytes } of contents) {
      sums.film_count += Number(films)
      sums.trash_count += Number(trash)
      if (Number(films) > 0) sums.film_bytes += Number(bytes)
      else sums.trash_bytes += Number(bytes)
    }
  }
  // Every upload there is, of which there are a few.
  const everyUpload = { id: gt(0) }
  return {
    ...sums,
    upload_count: await Upload.count(everyUpload),
    upload_bytes: Number(await Upload.sum("size", everyUpload)),
    free_bytes: await store.freeBytes(),
  }
}

/**
 * What there is of each content that is known, along the index of contents, which holds all that this takes. The plus keeps SQLite
 * from another index, of all that isn't purged: it would sort every film there is for each page.
 */
async function* knownContents() {
  for (let last = ""; ; ) {
    const rows = await sql`
      SELECT content_id, SUM(1 - is_delete) AS films, SUM(is_delete) AS trash, MAX(size) AS bytes
      FROM ${Movie} WHERE content_id > ${last} AND +purge_time IS NULL
      GROUP BY content_id ORDER BY content_id LIMIT ${BigInt(pageRows)}`
    yield rows
    if (rows.length < pageRows) return
    last = String(rows.at(-1)?.content_id)
    await turn()
  }
}

/** Films of older versions, as long as what they are is still being worked out: each is like no other. */
async function unknownFilms() {
  const [row] = await sql`
    SELECT SUM(1 - is_delete) AS films, SUM((1 - is_delete) * size) AS film_bytes,
      SUM(is_delete) AS trash, SUM(is_delete * size) AS trash_bytes
    FROM ${Movie} WHERE content_id IS NULL AND purge_time IS NULL`
  return {
    film_count: Number(row?.films ?? 0),
    film_bytes: Number(row?.film_bytes ?? 0),
    trash_count: Number(row?.trash ?? 0),
    trash_bytes: Number(row?.trash_bytes ?? 0),
  }
}
