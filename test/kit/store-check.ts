import { copyFile, rename, rm } from "node:fs/promises"
import { type Film, makeFilm } from "./films.ts"
import type { Peer, Reply } from "./peer.ts"
import { listIn, upload } from "./people.ts"
import type { TestServer } from "./server.ts"
import { asObject } from "./shapes.ts"
import { storedFilm } from "./stored-film.ts"
import { until } from "./until.ts"

/** Bytes of a piece on the servers of these tests. */
export const pieceBytes = 64 * 1024

/** A film of ten pieces, the last one shorter. */
export const film = makeFilm(600_000)

/** Checks the store, with repair where that is wanted, and answers what it told in the end. */
export async function check(admin: Peer, repair: 0 | 1 = 0): Promise<Reply> {
  await admin.ok({ type: "check_store", begin: 1, repair })
  await until("the check is through", async () => (await admin.ok({ type: "check_store" })).is_running === 0)
  return admin.ok({ type: "check_store" })
}

/** Checks the store and answers the problems that this told, without the stored names. */
export async function problemsOf(admin: Peer, repair: 0 | 1 = 0): Promise<object[]> {
  return listIn(await check(admin, repair), "problems").map((problem) => {
    const { stored_name: _, ...rest } = asObject(problem)
    return rest
  })
}

/** Whether a film downloads as it was uploaded. */
export async function isWhole(peer: Peer, movie_id: number, made: Film = film): Promise<boolean> {
  await peer.ok({ type: "download_movie", movie_id })
  return (await peer.bytes(made.bytes.length)).equals(made.bytes)
}

/** Uploads the film twice and gives each a file of its own, though their content is the same. */
export async function uploadTwice(server: TestServer, admin: Peer): Promise<readonly [number, number]> {
  const ids = [await upload(admin, film), await upload(admin, film)] as const
  await setApart(server, ids)
  return ids
}

/** Uploads the film three times, as `uploadTwice` does. */
export async function uploadThrice(
  server: TestServer,
  admin: Peer,
): Promise<readonly [number, number, number]> {
  const ids = [await upload(admin, film), await upload(admin, film), await upload(admin, film)] as const
  await setApart(server, ids)
  return ids
}

async function setApart(server: TestServer, ids: readonly number[]): Promise<void> {
  for (const id of ids) {
    const { path } = await storedFilm(server, id)
    await rename(path, `${path}.away`)
    await copyFile(`${path}.away`, path)
    await rm(`${path}.away`)
  }
}
