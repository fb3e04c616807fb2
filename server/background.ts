import type { Logger } from "pino"
import type { Background as BackgroundWork } from "../interface/context.ts"
import { Failure } from "../interface/failure.ts"

/** Works under way at most: whoever asks for more is dropped, which nobody can tell from outside. */
const mostWorks = 200

/** What requests leave to be done after their reply. */
export class Background implements BackgroundWork {
  readonly #log: Logger
  readonly #working = new Set<Promise<void>>()
  #isClosing = false

  constructor(log: Logger) {
    this.#log = log
  }

  begin(what: string, work: () => Promise<void>): void {
    if (this.#isClosing || this.#working.size >= mostWorks) {
      this.#log.warn({ what }, "too much is under way; this was dropped")
      return
    }
    // Not before the reply is on its way: how long it takes must not tell what there is to do.
    const begun = new Promise<void>((resolve) => setImmediate(resolve)).then(work)
    const settled = begun
      .catch((error: unknown) => {
        // A refusal is nobody's business where nobody waits for it: no such address, too many codes, nobody to send them.
        if (error instanceof Failure)
          this.#log.debug({ what, code: error.code }, "work in the background was refused")
        else this.#log.error({ err: error, what }, "work in the background failed")
      })
      .finally(() => this.#working.delete(settled))
    this.#working.add(settled)
  }

  /** Takes nothing more and answers when what was begun is done. */
  async close(): Promise<void> {
    this.#isClosing = true
    await Promise.all(this.#working)
  }
}
