import type { Locale } from "../../../interface/text/locale.ts"
import { FilmUpload, type Sending, type UploadedFilm, type UploadWays } from "../../transfer/film-upload.ts"
import { type Lane, PieceSender } from "../../transfer/piece-sender.ts"
import { ConnectionLost, Trouble } from "../../trouble.ts"
import { addressOf, askServer, readReply } from "./ask-server.ts"
import { PieceHasher, readRange, sampledMd5Of } from "./hashing.ts"
import { keepTrying } from "./keep-trying.ts"
import { postMultipart } from "./post-multipart.ts"
import type { FileToUpload, UploadStep } from "./worker-messages.ts"

/** Pieces of a film under way at once: while one is on its way the next is hashed. */
const lanes = 2

/** Who is told of it. */
type Told = { onStep(step: UploadStep): void; onRetry(error: Error, waitS: number): void }

/** One file on its way into the library; it may be stopped and run again, and remembers what it has hashed. */
export class FilmSending {
  readonly #given: FileToUpload
  readonly #locale: Locale
  readonly #told: Told
  #upload: FilmUpload | undefined
  #uploadId: number | undefined
  #running = new AbortController()

  constructor(given: FileToUpload, locale: Locale, told: Told) {
    this.#given = given
    this.#locale = locale
    this.#told = told
  }

  /** Answers when the film is in the library; throws where that fails, and when it is stopped. */
  async run(): Promise<UploadedFilm> {
    this.#running = new AbortController()
    if (this.#given.file.size === 0) throw new Trouble("EMPTY_FILE", { path: this.#given.file.name })
    this.#upload ??= new FilmUpload(await this.#ways(), this.#given)
    return this.#upload.run()
  }

  /** Stops it for now. */
  stop(): void {
    this.#running.abort()
  }

  /** Whether it was stopped, so that a failure is none. */
  get isStopped(): boolean {
    return this.#running.signal.aborted
  }

  /** Throws away what the server has of it. */
  async drop(): Promise<void> {
    this.stop()
    if (this.#uploadId === undefined) return
    await askServer("drop_upload", { upload_id: this.#uploadId }, { locale: this.#locale })
  }

  async #ways(): Promise<UploadWays> {
    const { file } = this.#given
    const hasher = await PieceHasher.make()
    return {
      film: { name: file.name, size: file.size, sampledMd5: await sampledMd5Of(file) },
      ask: (type, request) => {
        if (type === "finish_upload") this.#told.onStep({ step: "finishing" })
        return this.#keepTrying((signal) => askServer(type, request, { locale: this.#locale, signal }))
      },
      hash: (range) => hasher.ofRange(file, range),
      hashText: (text) => hasher.ofText(text),
      // A browser refuses to read a file that is another by now.
      checkUnchanged: async () => void (await readRange(file, { offset: 0, length: 1 })),
      send: (sending) => this.#send(sending),
      onCompare: (bytes, total) => this.#told.onStep({ step: "comparing", bytes, total }),
      throwIfAborted: () => this.#running.signal.throwIfAborted(),
    }
  }

  async #send(sending: Sending): Promise<void> {
    this.#uploadId = sending.upload_id
    const total = this.#given.file.size
    const onProgress = (bytes: number): void => this.#told.onStep({ step: "sending", bytes, total })
    onProgress(sending.thereBytes)
    const failed = new AbortController()
    const signal = AbortSignal.any([this.#running.signal, failed.signal])
    const sender = new PieceSender(sending, { signal, onProgress })
    const sent = Array.from({ length: Math.min(lanes, sending.missing.length) }, async () =>
      sender.run(await this.#lane(signal)),
    )
    try {
      await Promise.all(sent)
    } catch (error) {
      failed.abort(error)
      throw error
    } finally {
      await Promise.allSettled(sent)
    }
  }

  async #lane(signal: AbortSignal): Promise<Lane> {
    const { file } = this.#given
    const hasher = await PieceHasher.make()
    return {
      hash: (range) => hasher.ofRange(file, range),
      send: (request, range, onProgress) => {
        const bytes = file.slice(range.offset, range.offset + range.length)
        const path = addressOf("send_piece")
        const sent = { path, request: { ...request, lang: this.#locale }, bytes, signal, onProgress }
        const send = async (): Promise<unknown> => {
          onProgress(0)
          const posted = await postMultipart(sent)
          if (posted === undefined) {
            // A file that has changed looks like a lost connection to whoever sends it.
            await readRange(file, { offset: range.offset, length: 1 })
            throw new ConnectionLost()
          }
          return readReply<"send_piece">(posted.status, posted.text)
        }
        return keepTrying(send, { signal, onRetry: this.#told.onRetry })
      },
    }
  }

  #keepTrying<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const { signal } = this.#running
    return keepTrying(() => work(signal), { signal, onRetry: this.#told.onRetry })
  }
}
