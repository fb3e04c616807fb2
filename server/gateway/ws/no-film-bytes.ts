import { Failure } from "../../../interface/failure.ts"
import { protocol } from "../../../interface/protocol.ts"

const withFilmBytes: ReadonlySet<unknown> = new Set(
  protocol.filter(({ film }) => film === "request").map(({ type }) => type),
)

/** Throws Failure FILM_BY_HTTP for a message whose request is followed by film bytes: frames of text can't bring them. */
export function noFilmBytes(type: unknown): void {
  if (withFilmBytes.has(type)) throw new Failure("FILM_BY_HTTP", { path: `/api/v1/${type}` })
}
