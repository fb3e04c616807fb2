import assert from "node:assert/strict"
import { readdir } from "node:fs/promises"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { nameOf, numberedFilm, numberOf, sha256Of } from "./numbered-films.ts"
import type { Peer } from "./peer.ts"
import { listIn, numberIn, textIn } from "./people.ts"
import { asObject } from "./shapes.ts"
import { until } from "./until.ts"

/** A library of numbered films as it lies on the disk, and the films that it acknowledged: their numbers by their ids. */
export type Library = {
  readonly databaseFile: string
  readonly uploadsDir: string
  readonly acknowledged: ReadonlyMap<number, number>
}

/**
 * Holds a library in which nothing is under way to its promises: every listed film is whole, every acknowledged one is
 * listed, and every file has its row. Films in `known` aren't downloaded again.
 */
export async function audit(admin: Peer, library: Library, known = new Set<number>()): Promise<void> {
  const listed = await listedFilms(admin)
  for (const [id, name] of listed) {
    if (!known.has(id)) await assertWhole(admin, id, name)
    known.add(id)
  }
  for (const [id, number] of library.acknowledged) {
    assert.equal(listed.get(id), nameOf(number), `acknowledged film ${id} is there`)
  }
  await assertNoOrphans(library)
}

async function listedFilms(admin: Peer): Promise<Map<number, string>> {
  const films = new Map<number, string>()
  for (let before: number | null = Number.MAX_SAFE_INTEGER; before !== null; ) {
    const page = await admin.ok({ type: "list_movies", before_id: before, limit: 200 })
    for (const movie of listIn(page, "movies").map(asObject)) films.set(Number(movie.id), String(movie.name))
    before = page.next_before_id === null ? null : numberIn(page, "next_before_id")
  }
  return films
}

async function assertWhole(admin: Peer, movie_id: number, name: string): Promise<void> {
  const film = numberedFilm(numberOf(name))
  const reply = await admin.ask({ type: "download_movie", movie_id })
  assert.equal(reply.code, 0, `listed film ${movie_id} (${name}) is there: ${JSON.stringify(reply)}`)
  assert.equal(textIn(reply, "file_name"), name)
  const bytes = await admin.bytes(numberIn(reply, "file_size"))
  assert.equal(sha256Of(bytes), film.sha256, `film ${movie_id} (${name}) is what was sent`)
}

async function assertNoOrphans({ databaseFile, uploadsDir }: Library): Promise<void> {
  const films = storedNames(databaseFile, "movie")
  const uploads = storedNames(databaseFile, "upload")
  const orphans: string[] = []
  const entries = await readdir(uploadsDir, { recursive: true, withFileTypes: true })
  for (const { parentPath, name } of entries.filter((entry) => entry.isFile())) {
    const [storedName = "", ending = ""] = name.split(".")
    const isKnown =
      (parentPath === join(uploadsDir, "films") &&
        films.has(storedName) &&
        ["", "manifest"].includes(ending)) ||
      (parentPath === join(uploadsDir, "unfinished") &&
        uploads.has(storedName) &&
        ["", "pieces"].includes(ending))
    if (!isKnown) orphans.push(join(parentPath, name))
  }
  assert.deepEqual(orphans, [], "files without rows")
}

function storedNames(databaseFile: string, table: "movie" | "upload"): Set<string> {
  const database = new DatabaseSync(databaseFile, { readOnly: true })
  try {
    return new Set(
      database
        .prepare(`SELECT stored_name FROM ${table}`)
        .all()
        .map((row) => String(row.stored_name)),
    )
  } finally {
    database.close()
  }
}

/** Lets the store check itself, which hashes every film again; it has to find nothing wrong. */
export async function assertCheckFindsNothing(admin: Peer): Promise<void> {
  await admin.ok({ type: "check_store", begin: 1 })
  let progress = await admin.ok({ type: "check_store" })
  for (let [done, more] = [-1, 0]; progress.is_running === 1; done = more) {
    // However long it takes, it has to go on.
    await until("progress of the check of the store", async () => {
      progress = await admin.ok({ type: "check_store" })
      more = numberIn(progress, "bytes_done") + numberIn(progress, "films_done")
      return more !== done || progress.is_running === 0
    })
  }
  // An upload of which nothing reached the disk is one of which all pieces are missing, and goes on.
  const problems = listIn(progress, "problems").filter((problem) => asObject(problem).kind !== "upload_lost")
  assert.deepEqual(problems, [])
}
