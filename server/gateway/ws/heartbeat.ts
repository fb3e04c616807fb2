import { Deadline } from "../../deadline.ts"

/** Pings a peer that was silent for some time, and tells when it is silent for as long after that. */
export class Heartbeat {
  readonly #silence: Deadline
  #hasPinged = false

  constructor(silentS: number, ping: () => void, lost: () => void) {
    this.#silence = new Deadline(silentS, () => {
      if (this.#hasPinged) return lost()
      this.#hasPinged = true
      ping()
      this.#silence.start()
    })
  }

  /** Something came from the peer: its time begins anew. */
  heard(): void {
    this.#hasPinged = false
    this.#silence.start()
  }

  /** The peer is not listened to for now. */
  pause(): void {
    this.#silence.clear()
  }
}
