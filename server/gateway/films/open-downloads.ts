/** Downloads that are remembered at most: the one that was asked for least lately is forgotten. */
const most = 10_000

/**
 * The downloads of those who fetch films by their session alone, range after range: one for a session and a film, as if they had
 * a link, so that neither a player nor a program that goes on makes a record of each range.
 */
export class OpenDownloads {
  readonly #ids = new Map<string, Promise<number | undefined>>()

  /**
   * The download of a session's film, which may still be beginning, or come to nothing; undefined at once where there is none:
   * whoever is told that has to begin one before anybody else asks.
   */
  of(token: string, movieId: number): Promise<number | undefined> | undefined {
    const key = `${token} ${movieId}`
    const id = this.#ids.get(key)
    if (id === undefined) return undefined
    this.#ids.delete(key)
    this.#ids.set(key, id)
    return id
  }

  /** A download that begins: those who ask meanwhile wait for it. */
  begin(token: string, movieId: number, id: Promise<number | undefined>): void {
    const key = `${token} ${movieId}`
    this.#ids.set(key, id)
    const forget = (): void => this.forget(token, movieId, id)
    id.then((found) => found ?? forget(), forget)
    const [oldest] = this.#ids.keys()
    if (this.#ids.size > most && oldest !== undefined) this.#ids.delete(oldest)
  }

  /** It is over: the next one to ask begins another, if nobody has yet. */
  forget(token: string, movieId: number, id: Promise<number | undefined>): void {
    const key = `${token} ${movieId}`
    if (this.#ids.get(key) === id) this.#ids.delete(key)
  }
}
