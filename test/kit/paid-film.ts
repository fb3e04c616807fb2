import { makeFilm } from "./films.ts"
import type { Peer } from "./peer.ts"
import { upload } from "./people.ts"

/** Uploads a film that costs something and answers its id; a seed makes it another one. */
export function uploadPaid(admin: Peer, name = "paid", seed = 0): Promise<number> {
  const { bytes, request } = makeFilm(100, name, seed)
  return upload(admin, { bytes, request: { ...request, is_free: 0 } })
}
