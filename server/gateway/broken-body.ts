import { Failure } from "../../interface/failure.ts"
import { PeerGone } from "../../interface/film.ts"

/** Why a body broke off, by the error of its stream, if there is one: a form that has no end can't be read; else its peer is gone. */
export function brokenBody(error: Error | null): Failure | PeerGone {
  // busboy's words, of the form or of the part that it ends in; it has no code for it.
  if (/unexpected end of multipart data/i.test(error?.message ?? ""))
    return new Failure("BAD_REQUEST", {}, { cause: error })
  return new PeerGone("gone in the middle of a request's body")
}
