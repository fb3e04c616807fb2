import assert from "node:assert/strict"
import type { Film } from "./films.ts"
import type { Peer, Reply } from "./peer.ts"
import type { TestServer } from "./server.ts"

/** The password of everybody in the tests: the md5 of "secret", as clients send it. */
export const password = "5ebe2294ecd0e0f08eab7690d2a6ee69"

/** Logs a registered person in on a connection, whose later messages carry the session. */
export async function logIn(peer: Peer, name: string, user_type: "admin" | "user" = "user"): Promise<Reply> {
  const reply = await peer.ok({ type: "login", name, password, user_type, session: undefined })
  peer.session = textIn(reply, "session")
  return reply
}

/** A new connection on which the library's first admin is logged in. */
export async function connectAdmin(server: TestServer, name = "admin"): Promise<Peer> {
  const peer = await server.connect()
  await peer.ok({ type: "register", name, password, user_type: "admin" })
  await logIn(peer, name, "admin")
  return peer
}

/** A new connection on which another admin is logged in, whom the first one invited. */
export async function connectSecondAdmin(server: TestServer, first: Peer): Promise<Peer> {
  const invitation = textIn(await first.ok({ type: "invite_admin" }), "invitation")
  const peer = await server.connect()
  await peer.ok({ type: "register", name: "second", password, user_type: "admin", invitation })
  await logIn(peer, "second", "admin")
  return peer
}

/** A new connection on which somebody new of the staff is logged in, called as their role unless named. */
export async function connectStaff(
  server: TestServer,
  admin: Peer,
  role: "admin" | "editor" | "cashier",
  name: string = role,
): Promise<Peer> {
  const invitation = textIn(await admin.ok({ type: "invite_admin", role }), "invitation")
  const peer = await server.connect()
  await peer.ok({ type: "register", name, password, user_type: "admin", invitation })
  await logIn(peer, name, "admin")
  return peer
}

/** A new connection on which a new member is logged in. */
export async function connectMember(server: TestServer, name = "member"): Promise<Peer> {
  const peer = await server.connect()
  await peer.ok({ type: "register", name, password, user_type: "user" })
  await logIn(peer, name)
  return peer
}

/** Uploads a film as an admin and answers its id. */
export async function upload(admin: Peer, film: Film): Promise<number> {
  return numberIn(await admin.ok(film.request, film.bytes), "movie_id")
}

/** Checks that a film of the library has these bytes, by downloading it. */
export async function hasBytes(peer: Peer, movie_id: number, { bytes }: Film): Promise<void> {
  await peer.ok({ type: "download_movie", movie_id })
  assert.ok((await peer.bytes(bytes.length)).equals(bytes))
}

/** The text that a reply has under a key. */
export function textIn(reply: Reply, key: string): string {
  const value = reply[key]
  assert.ok(typeof value === "string", `${key} is text in ${JSON.stringify(reply)}`)
  return value
}

/** The number that a reply has under a key. */
export function numberIn(reply: Reply, key: string): number {
  const value = reply[key]
  assert.ok(typeof value === "number", `${key} is a number in ${JSON.stringify(reply)}`)
  return value
}

/** The list that a reply has under a key. */
export function listIn(reply: Reply, key: string): readonly unknown[] {
  const value: unknown = reply[key]
  assert.ok(Array.isArray(value), `${key} is a list in ${JSON.stringify(reply).slice(0, 200)}`)
  return value
}
