import { join } from "node:path"
import { assertCheckFindsNothing, audit, type Library } from "./audit.ts"
import { testPieceBytes } from "./numbered-films.ts"
import { Peer } from "./peer.ts"
import { logIn, password } from "./people.ts"
import { runServer, type ServerProcess } from "./process.ts"

/** Where a library lies: the folder of its database and that of its films may be on different disks. */
export type Place = { readonly dataDir: string; readonly uploadsDir: string }

/** A library of numbered films whose server dies and is started again; what it acknowledged is kept here. */
export class FaultLibrary implements Library {
  readonly #place: Place
  readonly #env: Readonly<Record<string, string>>
  readonly acknowledged = new Map<number, number>()
  readonly #downloaded = new Set<number>()
  #audits = 0

  constructor(place: Place, env: Readonly<Record<string, string>> = {}) {
    this.#place = place
    this.#env = env
  }

  get databaseFile(): string {
    return join(this.#place.dataDir, "reelwire.sqlite")
  }

  get uploadsDir(): string {
    return this.#place.uploadsDir
  }

  /** Starts its server, makes the admin at the first time, and holds it to its promises before anything else happens. */
  async start(): Promise<ServerProcess> {
    const { dataDir, uploadsDir } = this.#place
    const env = { REELWIRE_PIECE_BYTES: String(testPieceBytes), REELWIRE_UPLOADS_DIR: uploadsDir }
    const server = await runServer({ ...env, ...this.#env }, dataDir)
    try {
      await this.audit(server)
      return server
    } catch (error) {
      await server[Symbol.asyncDispose]()
      throw error
    }
  }

  /** Notes a film that the library acknowledged. */
  readonly acknowledge = (number: number, movieId: number): void => {
    this.acknowledged.set(movieId, number)
  }

  /** Holds the library to its promises; each film is downloaded once, or all of them `anew`. */
  async audit(server: ServerProcess, { anew = false } = {}): Promise<void> {
    await using admin = await Peer.connect({ port: server.port })
    // Only the first of all times makes an account.
    await admin.ask({ type: "register", name: "admin", password, user_type: "admin" })
    await logIn(admin, "admin", "admin")
    if (anew) this.#downloaded.clear()
    await audit(admin, this, this.#downloaded)
    // It reads all films: of many only now and then.
    if (anew || this.#downloaded.size < 50 || this.#audits++ % 10 === 0) await assertCheckFindsNothing(admin)
  }
}
