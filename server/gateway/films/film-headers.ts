import { create } from "content-disposition"
import type { Movie } from "../../../db/movie.ts"
import { contentType, contentTypeOf, saysItsType } from "../../../interface/wire/content-type.ts"
import type { App } from "../../app.ts"
import { filmFileName } from "./film-file-name.ts"

/** Enough of a film's beginning to tell what it is. */
const beginningBytes = 12

/** What is told of a film beside its bytes. */
export type FilmHeaders = Readonly<Record<string, string>> & { readonly "content-type": string }

/** The tag that stands for a film's content; undefined where none is known yet. */
export function entityTag({ content_id, sha256 }: Movie): string | undefined {
  const content = content_id ?? (sha256 === null ? undefined : `sha256-${sha256}`)
  return content === undefined ? undefined : `"${content}"`
}

/** The headers of a film, whichever part of it is sent; `isSaved` has a browser save it instead of showing it. */
export async function filmHeaders(app: App, movie: Movie, isSaved: boolean): Promise<FilmHeaders> {
  const tag = entityTag(movie)
  return {
    "content-type": await typeOf(app, movie),
    "content-disposition": create(filmFileName(movie.name), { type: isSaved ? "attachment" : "inline" }),
    // Whatever it is that somebody uploaded: shown by itself, it runs nothing and reads nothing of this site.
    "content-security-policy": "sandbox; default-src 'none'; media-src 'self'; style-src 'unsafe-inline'",
    "accept-ranges": "bytes",
    "cache-control": "private, no-cache",
    ...(tag === undefined ? {} : { etag: tag }),
  }
}

async function typeOf({ store }: App, { name, stored_name }: Movie): Promise<string> {
  if (saysItsType(name)) return contentType(name)
  const film = await store.open(stored_name)
  try {
    const beginning = Buffer.alloc(beginningBytes)
    return contentTypeOf(beginning.subarray(0, await film.read(beginning, 0)))
  } finally {
    await film.close()
  }
}
