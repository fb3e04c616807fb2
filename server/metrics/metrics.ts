import type { FailureCode } from "../../interface/failure.ts"

/** The ways that messages come. */
export type Way = "tcp" | "http" | "websocket"

/** What is counted of an answer. */
type Answered = {
  readonly type: string | undefined
  readonly code: FailureCode | 0
  readonly bytesIn?: number | undefined
}

/** How often a message was answered with a code. */
export type AnswerCount = {
  readonly way: Way
  readonly type: string
  readonly code: string
  readonly count: number
}

/** What a server counts while it works: plain numbers, which cost a request next to nothing, for whoever asks for them. */
export class Metrics {
  /** Connections that are open, but for those of the gateway. */
  tcpConnections = 0
  /** Bytes of films that came in and went out. */
  filmBytesIn = 0
  filmBytesOut = 0
  readonly #answers: Record<Way, Map<string | undefined, Map<FailureCode | 0, { count: number }>>> = {
    tcp: new Map(),
    http: new Map(),
    websocket: new Map(),
  }

  /** A message was answered, and so many film bytes went out with it. */
  answered(way: Way, { type, code, bytesIn = 0 }: Answered, bytesOut = 0): void {
    let codes = this.#answers[way].get(type)
    if (codes === undefined) {
      codes = new Map()
      this.#answers[way].set(type, codes)
    }
    const counter = codes.get(code)
    if (counter === undefined) codes.set(code, { count: 1 })
    else counter.count++
    this.filmBytesIn += bytesIn
    this.filmBytesOut += bytesOut
  }

  /** How often each message was answered with each code. */
  *answers(): Generator<AnswerCount> {
    for (const way of ["tcp", "http", "websocket"] as const) {
      for (const [type = "unknown", codes] of this.#answers[way]) {
        for (const [code, { count }] of codes) yield { way, type, code: String(code), count }
      }
    }
  }
}
