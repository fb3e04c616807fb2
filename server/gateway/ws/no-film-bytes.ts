import { Failure } from "../../../interface/failure.ts"
import { messageOf } from "../../message-of.ts"

/** Throws Failure FILM_BY_HTTP for a message whose request is followed by film bytes: frames of text can't bring them. */
export function noFilmBytes(type: unknown): void {
  if (messageOf(type)?.film === "request") throw new Failure("FILM_BY_HTTP", { path: `/api/v1/${type}` })
}
