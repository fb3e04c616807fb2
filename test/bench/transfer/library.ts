import { cp, link, mkdir } from "node:fs/promises"
import { dirname, join, relative } from "node:path"
import { Peer } from "../../kit/peer.ts"
import { logIn, password } from "../../kit/people.ts"
import { frameOf } from "../requests/messages.ts"
import { type ReelwireOptions, type RunningServer, startReelwire } from "../requests/servers.ts"
import type { BenchFilm } from "./film.ts"
import type { OtherEnd } from "./other-end.ts"
import { largeFilesIn } from "./stored-files.ts"

/** The only film in a new library. */
export const storedFilmId = 1

/** A library with an admin, a member and one film, of which any number of servers get a copy that shares the film's bytes. */
export class Library {
  readonly #folder: string
  #copies = 0

  private constructor(folder: string) {
    this.#folder = folder
  }

  /** Makes it in a new folder, with a server of its own. */
  static async make(folder: string, film: BenchFilm, otherEnd: OtherEnd): Promise<Library> {
    const dataDir = join(folder, "first")
    await mkdir(dataDir, { recursive: true })
    await using server = await startReelwire({ dataDir, env: { REELWIRE_DIGESTS: "0" } })
    await using admin = await Peer.connect({ port: server.port })
    await admin.ok({ type: "register", name: "admin", password, user_type: "admin" })
    await admin.ok({ type: "register", name: "member", password, user_type: "user" })
    await logIn(admin, "admin", "admin")
    const parts = [film.whole(uploadFrame(film, admin.session))]
    await otherEnd.transfer(
      "send",
      { port: server.port, framing: "frames", isTls: false },
      { streams: [parts] },
    )
    return new Library(folder)
  }

  /** Where the film's bytes lie. */
  async filmPath(): Promise<string> {
    const [path] = await largeFilesIn(join(this.#folder, "first"))
    if (path === undefined) throw new Error("the film is not in its store")
    return path
  }

  /** Starts a server on a copy. */
  async start(options: Omit<ReelwireOptions, "dataDir">): Promise<ReelwireServer> {
    const dataDir = join(this.#folder, `copy-${++this.#copies}`)
    await this.copyTo(dataDir)
    // Each upload would have the next one measured beside the hashing of the last.
    const env = { REELWIRE_DIGESTS: "0", ...options.env }
    return { ...(await startReelwire({ ...options, env, dataDir })), dataDir }
  }

  /** Makes a copy in a folder of the same file system. */
  async copyTo(dataDir: string): Promise<void> {
    const first = join(this.#folder, "first")
    const large = new Set(await largeFilesIn(first))
    await cp(first, dataDir, { recursive: true, filter: (path) => !large.has(path) })
    for (const path of large) {
      const copy = join(dataDir, relative(first, path))
      await mkdir(dirname(copy), { recursive: true })
      await link(path, copy)
    }
  }
}

/** A server and where its library lies. */
export type ReelwireServer = RunningServer & { readonly dataDir: string }

/** Logs one of the library's two people in, on a connection that has to stay open. */
export async function connect(
  { port }: RunningServer,
  name: "admin" | "member" = "admin",
  ca?: string,
): Promise<Peer> {
  const peer = await Peer.connect({ port, ...(ca === undefined ? {} : { ca }) })
  await logIn(peer, name, name === "admin" ? "admin" : "user")
  return peer
}

/** The upload_movie frame of a film. */
export function uploadFrame(film: BenchFilm, session: string | undefined): Buffer {
  return frameOf({
    type: "upload_movie",
    session,
    file_name: "a film.mp4",
    file_size: film.size,
    file_md5: film.sampledMd5(),
    is_free: 1,
  })
}
