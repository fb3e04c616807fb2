import type { IncomingMessage, RequestListener, Server, ServerResponse } from "node:http"
import type { FastifyReply, FastifyRequest } from "fastify"
import type { Session } from "../../interface/context.ts"
import { changesSoFar } from "../../orm/changes.ts"
import type { App } from "../app.ts"
import { logRequest } from "../log-request.ts"

/** How long a reply may be got again: what other servers on the same database change, and what time does, shows by then. */
const freshMs = 1000
/** Characters of replies that are kept at most; the oldest go first. */
const mostCharacters = 16 * 1024 * 1024

/** A reply that was sent, who asked for it, and how much had been changed when it began to be made. */
type Reply = {
  readonly type: string
  readonly text: string
  readonly changes: number
  readonly session: Session | undefined
}

type Kept = Reply & {
  readonly session: Session
  readonly head: string[]
  readonly untilMs: number
  /** Those who asked again while somebody has it made anew; undefined while nobody has. */
  waiting: (() => void)[] | undefined
}

/**
 * Replies to GETs that whoever asks the same again gets again, word by word, while nothing was changed and for a second at most:
 * before routes and hooks, which cost more than they do. Not where addresses have so many requests a minute, which are
 * counted there.
 */
export class RecentReplies {
  readonly #app: App
  readonly #kept = new Map<string, Kept>()
  #characters = 0

  constructor(app: App) {
    this.#app = app
  }

  /** Has a server ask here before its routes. */
  answerFirst(server: Server): void {
    if (this.#app.settings.requestsPerMinute > 0) return
    const [serve] = server.listeners("request")
    if (!isListener(serve)) throw new Error("an HTTP server serves its requests")
    server.removeAllListeners("request")
    server.on("request", (request, response) => {
      this.#answer(request, response, () => serve.call(server, request, response))
    })
  }

  /** Keeps a reply that is about to be sent, with the headers that it has by then. */
  keep({ raw }: FastifyRequest, reply: FastifyReply, { session, changes, ...made }: Reply): void {
    const { requestsPerMinute } = this.#app.settings
    // Made while something was changed, it may be of before; and the session may be one that this reply brings.
    if (requestsPerMinute > 0 || session === undefined || changes !== changesSoFar()) return
    if (!includesToken(raw, session.token)) return
    const key = keyOf(raw)
    const { text } = made
    const type = ["content-type", "application/json; charset=utf-8"]
    const head = [...headerLines(reply), ...type, "content-length", String(Buffer.byteLength(text))]
    this.#forget(key)
    const untilMs = performance.now() + freshMs
    this.#kept.set(key, { ...made, session, changes, head, untilMs, waiting: undefined })
    this.#characters += key.length + text.length
    for (const oldest of this.#kept.keys()) {
      if (this.#characters <= mostCharacters) return
      this.#forget(oldest)
    }
  }

  #answer(request: IncomingMessage, response: ServerResponse, serve: () => void): void {
    const key = this.#kept.size > 0 && isPlainGet(request) ? keyOf(request) : ""
    const kept = this.#kept.get(key)
    if (kept === undefined) serve()
    else if (this.#isGood(kept)) this.#repeat(kept, response)
    // What a thousand ask for at once is made for one of them.
    else if (kept.waiting !== undefined) kept.waiting.push(() => this.#answer(request, response, serve))
    else {
      const waiting: (() => void)[] = []
      kept.waiting = waiting
      response.once("close", () => {
        if (this.#kept.get(key) === kept) this.#forget(key)
        for (const answer of waiting) answer()
      })
      serve()
    }
  }

  #isGood({ changes, session, untilMs }: Kept): boolean {
    const { stopping, sessions } = this.#app
    return (
      changes === changesSoFar() &&
      performance.now() < untilMs &&
      sessions.find(session.token)?.session === session &&
      !stopping.aborted
    )
  }

  #repeat({ type, session, head, text }: Kept, response: ServerResponse): void {
    const startMs = performance.now()
    const { sessions, metrics, log } = this.#app
    sessions.touch(session.token)
    response.writeHead(200, head)
    response.end(text)
    const answered = { type, code: 0, bytesIn: undefined } as const
    metrics.answered("http", answered)
    logRequest(log, answered, session, startMs, undefined)
  }

  #forget(key: string): void {
    const kept = this.#kept.get(key)
    if (kept === undefined) return
    this.#kept.delete(key)
    this.#characters -= key.length + kept.text.length
  }
}

/** Whether a request asks for nothing but what is at its address. */
function isPlainGet({ method, headers }: IncomingMessage): boolean {
  const { "if-none-match": known, "content-length": length, "transfer-encoding": encoding } = headers
  return method === "GET" && known === undefined && length === undefined && encoding === undefined
}

/** All that a reply depends on beside what is in the database. */
function keyOf({ url, headers }: IncomingMessage): string {
  const { authorization = "", cookie = "", origin = "" } = headers
  return [
    url,
    headers["accept-language"] ?? "",
    headers["x-forwarded-proto"] ?? "",
    origin,
    authorization,
    cookie,
  ].join("\n")
}

function includesToken({ headers }: IncomingMessage, token: string): boolean {
  return headers.authorization?.includes(token) === true || headers.cookie?.includes(token) === true
}

function headerLines(reply: FastifyReply): string[] {
  return Object.entries(reply.getHeaders()).flatMap(([name, value]) =>
    value === undefined ? [] : [name, String(value)],
  )
}

function isListener(listener: unknown): listener is RequestListener {
  return typeof listener === "function"
}
