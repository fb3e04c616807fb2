/** How many connections ask, and how many requests each keeps under way. */
export type Shape = { readonly name: string; readonly connections: number; readonly depth: number }

/** The shapes of load that the goals name. */
export const shapes: readonly Shape[] = [
  { name: "1 connection", connections: 1, depth: 1 },
  { name: "64 connections", connections: 64, depth: 1 },
  { name: "1000 connections", connections: 1000, depth: 1 },
  { name: "64 connections, 16 deep", connections: 64, depth: 16 },
]

/** The requests that are measured: no work at all, one row by its key, and a list of 20 films. */
export const messages: readonly { readonly type: string; readonly movie_type?: string }[] = [
  { type: "ping" },
  { type: "who_am_i" },
  { type: "get_movie_list", movie_type: "all" },
]
