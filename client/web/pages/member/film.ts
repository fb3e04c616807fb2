import type { ReplyOf } from "../../../../interface/protocol.ts"

/** A film as lists have it. */
export type Film = ReplyOf<"list_movies">["movies"][number]

/** A film as its page has it. */
export type WholeFilm = ReplyOf<"show_movie">
