import { readdir, readFile, rm, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { onFile } from "./file-trouble.ts"
import { partOf } from "./part-paths.ts"

/** What is remembered of a download beside its bytes. */
export type PartNote = {
  readonly movieId: number
  /** The record that the server keeps of it. */
  readonly downloadId: number | undefined
  /** The content id of the film of which every byte was safe on the disk: what is missing then is its name at most. */
  readonly wholeId: string | undefined
}

/** Reads what was remembered of the download of a film to a target; undefined where that is nothing. */
export async function readNote(target: string, movieId: number): Promise<PartNote | undefined> {
  const note = fieldsOf(await textOf(target))
  if (note.movie_id !== movieId) return undefined
  const downloadId = typeof note.download_id === "number" ? note.download_id : undefined
  const wholeId = typeof note.whole_id === "string" ? note.whole_id : undefined
  return { movieId, downloadId, wholeId }
}

/** Whether a note says, or is too torn to deny, that what lies beside a target is of this film. */
export async function isNoted(target: string, movieId: number): Promise<boolean> {
  const text = await textOf(target)
  return text !== undefined && (fieldsOf(text).movie_id ?? movieId) === movieId
}

/** The record of a download of a film into a folder that was begun there; undefined where none is remembered. */
export async function begunDownload(folder: string, movieId: number): Promise<number | undefined> {
  const names = await readdir(folder).catch(() => [])
  const ending = notePathOf("")
  for (const name of names) {
    if (!name.endsWith(ending)) continue
    const note = await readNote(join(folder, name.slice(0, -ending.length)), movieId)
    if (note?.downloadId !== undefined) return note.downloadId
  }
  return undefined
}

/** Remembers it; throws Trouble about the file. */
export function writeNote(target: string, { movieId, downloadId, wholeId }: PartNote): Promise<void> {
  const note = { movie_id: movieId, download_id: downloadId ?? null, whole_id: wholeId ?? null }
  return onFile(target, () => writeFile(notePathOf(target), `${JSON.stringify(note)}\n`))
}

/** Forgets it. */
export async function forgetNote(target: string): Promise<void> {
  await rm(notePathOf(target), { force: true })
}

/** Where the note of a download lies. */
export function notePathOf(target: string): string {
  return `${partOf(target)}.json`
}

function textOf(target: string): Promise<string | undefined> {
  return readFile(notePathOf(target), "utf8").catch(() => undefined)
}

function fieldsOf(text: string | undefined): Partial<Record<string, unknown>> {
  try {
    return JSON.parse(text ?? "{}") ?? {}
  } catch {
    return {}
  }
}
