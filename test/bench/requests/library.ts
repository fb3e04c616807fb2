import { makeFilm } from "../../kit/films.ts"
import { Peer } from "../../kit/peer.ts"
import { logIn, password, upload } from "../../kit/people.ts"

const films = 20

/** Fills an empty library over the wire with an admin, a member and 20 films. */
export async function fillLibrary(port: number): Promise<void> {
  await using admin = await Peer.connect({ port })
  await admin.ok({ type: "register", name: "admin", password, user_type: "admin" })
  await admin.ok({ type: "register", name: "member", password, user_type: "user" })
  await logIn(admin, "admin", "admin")
  for (let index = 1; index <= films; index++) {
    await upload(admin, makeFilm(1000 + index, `A film of some title, part ${index}.mp4`, index))
  }
}

/** Logs the member in on a connection of its own, which has to stay open for as long as the session is used. */
export async function logMemberIn(port: number): Promise<Peer> {
  const peer = await Peer.connect({ port })
  await logIn(peer, "member")
  return peer
}
