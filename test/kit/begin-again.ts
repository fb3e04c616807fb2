import { prehash } from "../../client/prehash.ts"
import { connect, type Remote } from "../../client/remote.ts"

/** Milliseconds of silence after which a connection counts as lost, so that stalls are noticed soon. */
const quietMs = 1000

/** Who logs in, and where; the password is the one of everybody in the tests. */
export type Member = { readonly port: number; readonly name: string; readonly user_type: "admin" | "user" }

/**
 * Does something over a connection on which somebody is logged in, and where that fails does it again over a new one, as
 * somebody would who runs the same command again; throws what the last of so many `times` threw.
 */
export async function beginAgain<T>(
  { port, name, user_type }: Member,
  times: number,
  work: (remote: Remote) => Promise<T>,
): Promise<T> {
  for (let time = 1; ; time++) {
    try {
      await using remote = await connect({ host: "127.0.0.1", port, quietMs })
      await remote.call("login", { name, password: prehash("secret"), user_type })
      return await work(remote)
    } catch (error) {
      if (time === times) throw error
    }
  }
}
