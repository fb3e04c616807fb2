import { createHmac, timingSafeEqual } from "node:crypto"
import type { Settings } from "../../../conf/settings.ts"
import { User } from "../../../db/user.ts"
import type { Session } from "../../../interface/context.ts"
import { Failure } from "../../../interface/failure.ts"
import { databaseTime } from "../../../orm/database-time.ts"
import { linkKey } from "./link-key.ts"

/** The download that a link is for, and whose it is. */
export type LinkedDownload = {
  readonly movieId: number
  readonly downloadId: number
  readonly userId: number
}

/** What of a link is not in its path, and a signature over all of it: version, person, download, end in seconds, signature. */
const form = /^1\.(\d{1,15})\.(\d{1,15})\.(\d{1,12})\.([A-Za-z0-9_-]{43})$/

/**
 * Links to films for programs that can't log in: whoever has one gets that film for that download, until its time is over, its
 * account is locked, or the account's password is another. Called inside the database.
 */
export class FilmLinks {
  readonly #settings: Settings
  #key: Promise<string> | undefined

  constructor(settings: Settings) {
    this.#settings = settings
  }

  /** The address of a download's film on this server, without its host. */
  async make(download: LinkedDownload): Promise<string> {
    const user = await User.get(download.userId)
    if (user === undefined) throw new Failure("BAD_LINK")
    const end = Math.floor((await databaseTime()) / 1000 + this.#settings.filmLinkS)
    const link = ["1", download.userId, download.downloadId, end, await this.#sign(download, end, user)].join(
      ".",
    )
    return filmPath(download.movieId, link)
  }

  /** Whose link it is, and for which download; throws Failure BAD_LINK. */
  async read(movieId: number, link: string): Promise<{ session: Session; downloadId: number }> {
    const [, userId, downloadId, end, signature = ""] = form.exec(link) ?? []
    const download = { movieId, userId: Number(userId), downloadId: Number(downloadId) }
    const user = signature === "" ? undefined : await User.get(download.userId)
    if (user === undefined || user.is_locked || user.erase_time !== null) throw new Failure("BAD_LINK")
    const right = await this.#sign(download, Number(end), user)
    if (!timingSafeEqual(Buffer.from(right), Buffer.from(signature))) throw new Failure("BAD_LINK")
    if ((await databaseTime()) >= Number(end) * 1000) throw new Failure("BAD_LINK")
    const { id, name, user_type, role } = user
    const token = `link ${downloadId}`
    const session = { token, userId: id, userName: name, userType: user_type, role, deviceId: null }
    return { session, downloadId: download.downloadId }
  }

  async #sign(
    { movieId, downloadId, userId }: LinkedDownload,
    end: number,
    { password_hash }: User,
  ): Promise<string> {
    this.#key ??= linkKey(this.#settings).catch((error: unknown) => {
      // There may be room, or a descriptor, the next time.
      this.#key = undefined
      throw error
    })
    const said = ["film", 1, movieId, userId, downloadId, end, password_hash].join("\n")
    return createHmac("sha256", await this.#key)
      .update(said)
      .digest("base64url")
  }
}

/** The path at which a film is fetched by a link. */
export function filmPath(movieId: number, link: string): string {
  return `/films/${movieId}/file?link=${link}`
}
