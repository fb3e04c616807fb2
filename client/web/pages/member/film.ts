import type { ReplyOf } from "../../../../interface/protocol.ts"

/** A film as lists have it. */
export type Film = ReplyOf<"list_movies">["movies"][number]

/** A film as its page has it. */
export type WholeFilm = Film & Omit<ReplyOf<"show_movie">, "movie_id">
