import type { Locale } from "../../../interface/text/locale.ts"
import { explainUpload } from "./explain-upload.ts"
import { FilmSending } from "./film-sending.ts"
import type { FileToUpload, FromWorker, ToWorker, UploadStep } from "./worker-messages.ts"

/** Films under way at once; a browser has six connections to a server, and the page needs some of them. */
const filmsAtOnce = 2
/** How often progress is told. */
const tellMs = 100

type Tell = (message: FromWorker) => void

/** The files of this page: some under way, the others in the order in which they were added. */
export class UploadQueue {
  readonly #tell: Tell
  readonly #sendings = new Map<number, FilmSending>()
  readonly #waiting: number[] = []
  readonly #running = new Set<number>()
  readonly #toldMs = new Map<number, number>()
  #locale: Locale = "en"

  constructor(tell: Tell) {
    this.#tell = tell
  }

  /** Does what the page asks for. */
  async handle(message: ToWorker): Promise<void> {
    if (message.kind === "add") this.#add(message.upload, message.locale)
    else if (message.kind === "pause") this.#pause(message.id)
    else if (message.kind === "resume") this.#enqueue(message.id)
    else await this.#drop(message.id)
  }

  #add(upload: FileToUpload, locale: Locale): void {
    this.#locale = locale
    const { id } = upload
    const told = {
      onStep: (step: UploadStep) => this.#progress(id, step),
      onRetry: (error: Error, waitS: number) =>
        this.#tell({ kind: "lost", id, reason: explainUpload(error, locale).reason, waitS }),
    }
    this.#sendings.set(id, new FilmSending(upload, locale, told))
    this.#enqueue(id)
  }

  #enqueue(id: number): void {
    if (this.#running.has(id) || this.#waiting.includes(id)) return
    this.#waiting.push(id)
    this.#tellStep(id, { step: "waiting" })
    this.#next()
  }

  #pause(id: number): void {
    const at = this.#waiting.indexOf(id)
    if (at >= 0) this.#waiting.splice(at, 1)
    this.#sendings.get(id)?.stop()
    if (!this.#running.has(id)) this.#tellStep(id, { step: "paused" })
  }

  async #drop(id: number): Promise<void> {
    this.#pause(id)
    const sending = this.#sendings.get(id)
    this.#sendings.delete(id)
    // Where it isn't heard, the upload stays in the list of unfinished ones, and can be dropped there.
    await sending?.drop().catch(() => undefined)
    this.#tell({ kind: "dropped", id })
  }

  #next(): void {
    while (this.#running.size < filmsAtOnce) {
      const id = this.#waiting.shift()
      if (id === undefined) return
      void this.#run(id)
    }
  }

  async #run(id: number): Promise<void> {
    const sending = this.#sendings.get(id)
    if (sending === undefined) return
    this.#running.add(id)
    try {
      const { movieId, wasThere } = await sending.run()
      this.#tellStep(id, { step: "done", movieId, wasThere })
    } catch (error) {
      this.#tellStep(
        id,
        sending.isStopped ? { step: "paused" } : { step: "failed", ...explainUpload(error, this.#locale) },
      )
    } finally {
      this.#running.delete(id)
      this.#next()
    }
  }

  /** Tells how far a file is, but not for each few kilobytes. */
  #progress(id: number, step: UploadStep): void {
    const nowMs = performance.now()
    const isLast = "bytes" in step && step.bytes === step.total
    if ("bytes" in step && !isLast && nowMs - (this.#toldMs.get(id) ?? 0) < tellMs) return
    this.#toldMs.set(id, nowMs)
    this.#tellStep(id, step)
  }

  #tellStep(id: number, step: UploadStep): void {
    this.#tell({ kind: "step", id, step })
  }
}
