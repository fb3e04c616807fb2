import { join } from "node:path"
import type { Settings } from "../../conf/settings.ts"
import type { DatabaseKit } from "./databases.ts"
import { startServer, type TestServer } from "./server.ts"
import { temporaryFolder } from "./temporary-folder.ts"

/** A database and a folder of films that outlive the servers on them. */
export type LastingLibrary = AsyncDisposable & {
  /** Starts a server on them; several may run at once. */
  start(given?: Partial<Settings>): Promise<TestServer>
}

/** Makes an empty library on a fresh database of a kind; both are gone when it is disposed. */
export async function lastingLibrary(kit: DatabaseKit): Promise<LastingLibrary> {
  await using owned = new AsyncDisposableStack()
  const { url: databaseUrl } = owned.use(await kit.fresh())
  const folder = owned.use(await temporaryFolder())
  const uploadsDir = join(folder.path, "uploads")
  const kept = owned.move()
  return {
    start: (given = {}) => startServer({ databaseUrl, uploadsDir, ...given }),
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
}
