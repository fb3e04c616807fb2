import { setImmediate as turn } from "node:timers/promises"
import { Movie } from "../../db/movie.ts"
import { Upload } from "../../db/upload.ts"
import { gt } from "../../orm/operator.ts"
import { column, sql } from "../../orm/sql.ts"
import type { FilmStore } from "../film.ts"

/** Films that one statement reads. */
const pageRows = 5000

/** How many films there are and how many bytes they take; those of the same content are stored once and count so. */
export async function storageFigures(store: Pick<FilmStore, "freeBytes">) {
  const library = { count: 0, bytes: 0 }
  const trash = { count: 0, bytes: 0 }
  const inLibrary = new Set<string>()
  const onlyInTrash = new Map<string, number>()
  for await (const { size, content, isDeleted } of storedFilms()) {
    if (isDeleted) {
      trash.count++
      onlyInTrash.set(content, size)
      continue
    }
    library.count++
    if (!inLibrary.has(content)) library.bytes += size
    inLibrary.add(content)
  }
  for (const [content, size] of onlyInTrash) if (!inLibrary.has(content)) trash.bytes += size
  // Every upload there is, of which there are a few.
  const everyUpload = { id: gt(0) }
  return {
    film_count: library.count,
    film_bytes: library.bytes,
    trash_count: trash.count,
    trash_bytes: trash.bytes,
    upload_count: await Upload.count(everyUpload),
    upload_bytes: Number(await Upload.sum("size", everyUpload)),
    free_bytes: await store.freeBytes(),
  }
}

/** All films that have bytes, along the primary key; one whose content isn't known yet is like no other. */
async function* storedFilms(): AsyncGenerator<{ size: number; content: string; isDeleted: boolean }> {
  for (let last = 0; ; ) {
    const rows =
      await sql`SELECT id, size, is_delete, COALESCE(content_id, stored_name) AS content FROM ${Movie}
      WHERE id > ${last} AND ${column(Movie, "purge_time")} IS NULL ORDER BY id LIMIT ${pageRows}`
    for (const { size, is_delete, content } of rows) {
      yield { size: Number(size), content: String(content), isDeleted: Number(is_delete) === 1 }
    }
    if (rows.length < pageRows) return
    last = Number(rows.at(-1)?.id)
    await turn()
  }
}
