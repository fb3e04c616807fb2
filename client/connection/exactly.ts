import { Trouble } from "../trouble.ts"
import type { FilmSource } from "./connection.ts"

/** A film of a size that was announced; it is not asked for more than that. */
export async function* exactly(
  size: number,
  film: FilmSource,
  signal: AbortSignal | undefined,
  onProgress: ((bytes: number) => void) | undefined,
): AsyncGenerator<Uint8Array> {
  let sent = 0
  for await (const bytes of film) {
    signal?.throwIfAborted()
    sent += bytes.length
    if (sent > size) throw new Trouble("FILM_CHANGED")
    yield bytes
    onProgress?.(sent)
    if (sent === size) return
  }
  throw new Trouble("FILM_CHANGED")
}
