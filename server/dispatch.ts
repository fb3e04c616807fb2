import { randomUUID } from "node:crypto"
import type { Peer, Session } from "../interface/context.ts"
import { describeFailure, Failure, refusal } from "../interface/failure.ts"
import { PeerGone } from "../interface/film.ts"
import type { FilmReply, Message, Outcome } from "../interface/message.ts"
import { protocol } from "../interface/protocol.ts"
import { type Locale, localeOf } from "../interface/text/locale.ts"
import type { JsonObject } from "../interface/wire/parse-json.ts"
import type { App } from "./app.ts"
import { authorize } from "./authorize.ts"
import type { IncomingBody } from "./incoming-body.ts"

/** What goes back to the peer: the reply, film bytes where some follow, and whether the connection is closed after it. */
export type Answer = {
  readonly reply: object
  readonly film: FilmReply | undefined
  readonly closes: boolean
  /** Who asked, where somebody was logged in. */
  readonly session: Session | undefined
}

/** Hands out the film bytes that follow a request. */
export type TakeBody = (size: number) => IncomingBody

const byType: ReadonlyMap<unknown, Message> = new Map(protocol.map((message) => [message.type, message]))

type Attempt = {
  session?: Session | undefined
  body?: IncomingBody | undefined
  outcome?: Outcome
  failure?: Failure
  closes: boolean
}

/** Finds the message that a request asks for, checks who asks, handles it and makes the reply; never throws. */
export async function dispatch(
  app: App,
  peer: Peer,
  request: JsonObject,
  takeBody: TakeBody,
): Promise<Answer> {
  const startMs = performance.now()
  const locale = localeOf(typeof request.lang === "string" ? request.lang : undefined) ?? app.settings.lang
  const message = byType.get(request.type)
  const attempt: Attempt = { closes: false }
  try {
    if (message === undefined) throw new Failure("UNKNOWN_TYPE")
    attempt.body = bodyOf(message, request, app, takeBody, attempt)
    attempt.session = await authorize(app, peer, message.access, request.session)
    attempt.outcome = await run(app, peer, locale, message, request, attempt)
  } catch (error) {
    attempt.failure = toFailure(error, app, message)
  }
  await discardRest(app, attempt)
  logRequest(app, message, attempt, performance.now() - startMs)
  const { failure, outcome } = attempt
  const reply =
    failure === undefined && message ? success(message, locale, outcome) : refused(failure, locale)
  return {
    reply: isEchoable(request.id) ? { ...reply, id: request.id } : reply,
    film: failure === undefined ? outcome?.film : undefined,
    closes: attempt.closes || (failure !== undefined && describeFailure(failure.code).closes),
    session: attempt.session,
  }
}

function bodyOf(
  message: Message,
  request: JsonObject,
  app: App,
  takeBody: TakeBody,
  attempt: Attempt,
): IncomingBody | undefined {
  if (message.film !== "request") return undefined
  const size = request.file_size
  if (typeof size === "number" && Number.isSafeInteger(size) && size >= 0) {
    if (size > app.settings.maxFilmBytes)
      throw new Failure("FILM_TOO_LARGE", { limit: app.settings.maxFilmBytes })
    return takeBody(size)
  }
  // Nobody knows how many film bytes follow, so nobody knows where the next request begins.
  attempt.closes = true
  return undefined
}

function run(
  app: App,
  peer: Peer,
  locale: Locale,
  message: Message,
  request: JsonObject,
  { session, body }: Attempt,
): Promise<Outcome> {
  const { settings, sessions, passwords, loginGuard, store } = app
  const context = { settings, sessions, passwords, loginGuard, store, peer, locale }
  return app.database.run(() => message.run(session ? { ...context, session } : context, request, body))
}

function toFailure(error: unknown, app: App, message: Message | undefined): Failure {
  if (error instanceof Failure) return error
  const incident = randomUUID()
  if (error instanceof PeerGone) app.log.debug({ type: message?.type }, error.message)
  else app.log.error({ err: error, type: message?.type, incident }, "a request failed unexpectedly")
  return new Failure("INTERNAL", { incident }, { cause: error })
}

/** A refused request's film bytes are read and thrown away, so that the next request is found; too many end the connection. */
async function discardRest(app: App, attempt: Attempt): Promise<void> {
  const { body, failure } = attempt
  if (body === undefined || body.bytesLeft === 0) return
  if (
    body.bytesLeft > app.settings.maxRefusedFilmBytes ||
    (failure && describeFailure(failure.code).closes)
  ) {
    attempt.closes = true
    return
  }
  await body.discard().catch(() => {
    attempt.closes = true
  })
}

function success(message: Message, locale: Locale, outcome: Outcome | undefined): object {
  return { flag: true, msg: message.done[locale], code: 0, ...outcome?.keys }
}

function refused(failure: Failure | undefined, locale: Locale): object {
  return refusal(failure ?? new Failure("UNKNOWN_TYPE"), locale)
}

function isEchoable(id: unknown): id is string | number {
  return typeof id === "string" || Number.isFinite(id)
}

function logRequest(app: App, message: Message | undefined, attempt: Attempt, tookMs: number): void {
  if (!app.log.isLevelEnabled("info")) return
  app.log.info({
    type: message?.type,
    user: attempt.session?.userId,
    code: attempt.failure?.code ?? 0,
    ms: Math.round(tookMs * 1000) / 1000,
    bytes: attempt.body ? attempt.body.size - attempt.body.bytesLeft : attempt.outcome?.film?.film.size,
  })
}
