import type { Push } from "../connection/connection.ts"
import type { Download } from "../film-download.ts"
import { Refused } from "../refused.ts"
import type { CallOptions, DownloadRequest, Remote } from "../remote.ts"
import { ConnectionLost, Trouble } from "../trouble.ts"

/** Where somebody stands in the line for downloads. */
export type Standing = {
  /** People whose turn comes before. */
  readonly frontUsers: number
  /** Seconds until the turn may come; undefined where the server can't tell. */
  readonly estimateS: number | undefined
}

/** How a range is asked for: `onQueued` is told each standing while its download waits in the line. */
type AskOptions = CallOptions & { readonly onQueued?: ((standing: Standing) => void) | undefined }

/** Milliseconds between two signs of life of a server in whose line one waits. */
const pingMs = 20_000
/** Milliseconds that leaving the line may take of somebody who wants to go. */
const leaveMs = 2000

/** The place of one download in the server's line: kept while connections are lost, and claimed again. */
export class LinePlace {
  #token: string | undefined

  /** Asks for a range of a film; where all transfer slots are taken, waits in the line for its turn. Throws what Remote.download throws. */
  async ask(remote: Remote, request: DownloadRequest, options: AskOptions): Promise<Download> {
    for (;;) {
      const news = new News(remote)
      try {
        return await this.#askOnce(remote, request, options)
      } catch (error) {
        if (!(error instanceof Refused) || error.code !== "QUEUED") throw error
        const { place, front_users, estimate_s } = error.reply
        if (typeof place !== "string") throw new Trouble("NOT_REELWIRE", {}, { cause: error })
        this.#token = place
        options.onQueued?.(standingOf({ front_users, estimate_s }))
        await news.untilTurn(place, options)
      } finally {
        news.stop()
      }
    }
  }

  /** Gives the place up, where there is one: nobody behind it has to wait for somebody who doesn't come. */
  async leave(remote: Remote): Promise<void> {
    const place = this.#token
    this.#token = undefined
    if (place === undefined) return
    // Without it the server forgets the place in a while.
    await remote
      .call("leave_queue", { place }, { signal: AbortSignal.timeout(leaveMs) })
      .catch(() => undefined)
  }

  async #askOnce(remote: Remote, request: DownloadRequest, { signal }: AskOptions): Promise<Download> {
    const place = this.#token === undefined ? {} : { place: this.#token }
    const download = await remote.download({ ...request, ...place }, { signal })
    this.#token = undefined
    return download
  }
}

/** What a server tells of the line over a connection, from before the place is known. */
class News {
  readonly #remote: Remote
  readonly #kept: Push[] = []
  readonly stop: () => void
  #listener = (push: Push): void => void this.#kept.push(push)

  constructor(remote: Remote) {
    this.#remote = remote
    this.stop = remote.listen((push) => this.#listener(push))
  }

  /** Waits until the turn of a place has come, or the place is lost: either way one has to ask again. Throws ConnectionLost. */
  async untilTurn(token: string, { signal, onQueued }: AskOptions): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const abort = (): void => reject(signal?.reason)
    this.#listener = ({ push, place, ...standing }) => {
      if (place !== token) return
      if (push === "turn" || push === "lost") resolve()
      else if (push === "queue") onQueued?.(standingOf(standing))
    }
    for (const push of this.#kept) this.#listener(push)
    void this.#remote.lost.then(() => reject(new ConnectionLost()))
    // A server whose machine is gone says nothing; asked, its silence is noticed.
    const ping = setInterval(
      () => void this.#remote.call("ping", {}, { signal }).catch(() => undefined),
      pingMs,
    )
    signal?.addEventListener("abort", abort, { once: true })
    if (signal?.aborted) abort()
    try {
      await promise
    } finally {
      clearInterval(ping)
      signal?.removeEventListener("abort", abort)
    }
  }
}

function standingOf({ front_users, estimate_s }: Readonly<Record<string, unknown>>): Standing {
  return {
    frontUsers: typeof front_users === "number" ? front_users : 0,
    estimateS: typeof estimate_s === "number" ? estimate_s : undefined,
  }
}
