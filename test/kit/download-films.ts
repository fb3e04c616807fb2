import assert from "node:assert/strict"
import { prehash } from "../../client/prehash.ts"
import { Refused } from "../../client/refused.ts"
import { connect } from "../../client/remote.ts"
import {
  type DownloadedFilm,
  type DownloadOptions,
  downloadFilm,
} from "../../client/transfer/download-film.ts"
import { Trouble } from "../../client/trouble.ts"
import type { FilmServer } from "./film-server.ts"
import { makeFilm } from "./films.ts"

const KiB = 1024
/** Bytes of the pieces of a film server's films. */
export const pieceBytes = 64 * KiB
/** The film that is downloaded, of eleven pieces. */
export const film = makeFilm(10 * pieceBytes + 7).bytes

/** Downloads a server's film into a folder, with little patience. */
export async function download(
  server: FilmServer,
  folder: string,
  options: Partial<DownloadOptions> = {},
): Promise<DownloadedFilm> {
  await using running = await server.start()
  await using remote = await connect({ host: "127.0.0.1", port: running.port })
  await remote.call("login", { name: "n", password: prehash("secret"), user_type: "user" })
  return await downloadFilm(remote, 1, { folder, overwrite: false, patienceS: 10, ...options })
}

/** The code of what a promise rejects with. */
export async function codeOf(promise: Promise<unknown>): Promise<unknown> {
  const error = await promise.then(
    () => assert.fail("it was expected to fail"),
    (reason: unknown) => reason,
  )
  return error instanceof Trouble || error instanceof Refused ? error.code : error
}

/** Lets a download break off after so many bytes of its first range. */
export async function breakOff(server: FilmServer, folder: string, afterBytes: number): Promise<void> {
  const { beforeRange } = server
  server.beforeRange = (_, caller, range) => {
    setTimeout(() => caller.socket.destroy(), 20)
    return range.subarray(0, afterBytes)
  }
  assert.equal(await codeOf(download(server, folder, { patienceS: 0 })), "CONNECTION_LOST")
  server.beforeRange = beforeRange
  server.ranges.length = 0
}

/** Bytes that were asked for. */
export function askedBytes({ ranges }: FilmServer): number {
  return ranges.reduce((sum, { length }) => sum + length, 0)
}
