import { randomUUID } from "node:crypto"
import type { Context, Peer, Session } from "../interface/context.ts"
import { describeFailure, Failure, type FailureCode, refusal } from "../interface/failure.ts"
import { type IncomingFilm, PeerGone } from "../interface/film.ts"
import type { FilmReply, Message } from "../interface/message.ts"
import { type Locale, localeOf } from "../interface/text/locale.ts"
import type { JsonObject } from "../interface/wire/parse-json.ts"
import { Deadlock, LockTimeout, PoolExhausted } from "../orm/errors.ts"
import type { App } from "./app.ts"
import { authorize } from "./authorize.ts"
import { messageOf } from "./message-of.ts"

/** What goes back to the peer: the reply, film bytes where some follow, and whether the connection is closed after it. */
export type Answer = {
  readonly reply: object
  readonly film: FilmReply | undefined
  readonly closes: boolean
  /** Who asked, where somebody was logged in. */
  readonly session: Session | undefined
  /** For the log: the message's type where there is one, the reply's code, and the film bytes that came in. */
  readonly type: string | undefined
  readonly code: FailureCode | 0
  readonly bytesIn: number | undefined
}

/** The film bytes that follow a request: what its handler leaves still belongs to it. */
export type RequestBody = IncomingFilm & {
  /** Bytes that nobody has taken yet. */
  readonly bytesLeft: number
  /** Reads the bytes that are left and throws them away; throws as `chunks` does. */
  discard(): Promise<void>
}

/** Hands out the film bytes that follow a request. */
export type TakeBody = (size: number) => RequestBody

/** For what brings no film bytes, and asks for no message that takes some. */
export function noBody(): never {
  throw new Error("a message with film bytes came without any")
}

/** What is known of a request by the time it is answered. */
type Attempt = {
  readonly message: Message | undefined
  readonly locale: Locale
  session: Session | undefined
  body: RequestBody | undefined
  film: FilmReply | undefined
  failure: Failure | undefined
  /** The connection can't go on, whatever the failure. */
  closes: boolean
}

/**
 * Finds the message that a request asks for, checks who asks, handles it and makes the reply; never throws. Runs inside
 * the app's database. Where `known` says who asks, the request needs no session that says so.
 */
export async function dispatch(
  app: App,
  peer: Peer,
  request: JsonObject,
  takeBody: TakeBody,
  known?: Session,
): Promise<Answer> {
  const message = messageOf(request.type)
  const attempt: Attempt = {
    message,
    locale: localeOf(typeof request.lang === "string" ? request.lang : undefined) ?? app.settings.lang,
    session: undefined,
    body: undefined,
    film: undefined,
    failure: undefined,
    closes: false,
  }
  let reply: object
  try {
    if (message === undefined) throw new Failure("UNKNOWN_TYPE")
    attempt.body = bodyOf(message, request, takeBody, attempt)
    const asking = known ?? authorize(app, peer, message.access, request.session)
    attempt.session = asking instanceof Promise ? await asking : asking
    // Now, and not when it is answered: an upload may take longer than the time that a stranger has.
    if (attempt.session !== undefined) peer.isLoggedIn = true
    const limit = app.settings.maxFilmBytes
    if (attempt.body !== undefined && attempt.body.size > limit)
      throw new Failure("FILM_TOO_LARGE", { limit })
    reply = success(message, attempt.locale, await run(app, peer, message, request, attempt))
  } catch (error) {
    attempt.failure = toFailure(error, app, message)
    reply = refusal(attempt.failure, attempt.locale)
  }
  const { failure, body, film, session } = attempt
  if (body !== undefined && body.bytesLeft > 0) await discardRest(app, body, attempt)
  return {
    reply: echoing(request, reply),
    film,
    closes: attempt.closes || (failure !== undefined && describeFailure(failure.code).closes),
    session,
    type: message?.type,
    code: failure?.code ?? 0,
    bytesIn: body && body.size - body.bytesLeft,
  }
}

/** What a handler gets: they find the database by its scope. One object made in one go, since every request needs it. */
function contextOf(
  app: App,
  peer: Peer,
  { locale, session }: Pick<Attempt, "locale" | "session">,
): Context & Pick<Attempt, "session"> {
  return {
    settings: app.settings,
    sessions: app.sessions,
    passwords: app.passwords,
    loginGuard: app.loginGuard,
    messenger: app.messenger,
    background: app.background,
    registrations: app.registrations,
    forgottenPasswords: app.forgottenPasswords,
    voucherTries: app.voucherTries,
    store: app.store,
    storeCheck: app.storeCheck,
    pictures: app.pictures,
    slots: app.slots,
    pushes: app.pushes,
    log: app.log,
    peer,
    locale,
    session,
  }
}

/** Hands the request to its message; answers the reply's own keys. */
function run(
  app: App,
  peer: Peer,
  message: Message,
  request: JsonObject,
  attempt: Attempt,
): Promise<JsonObject> {
  const { body } = attempt
  const context = contextOf(app, peer, attempt)
  if (message.film === "none") return message.run(context, request)
  if (message.film === "request") return message.run(context, request, body)
  return message.run(context, request).then(({ keys, film }) => {
    attempt.film = film
    return keys
  })
}

function success(message: Message, locale: Locale, keys: JsonObject): object {
  return { flag: true, msg: message.done[locale], code: 0, ...keys }
}

function bodyOf(
  message: Message,
  request: JsonObject,
  takeBody: TakeBody,
  attempt: Attempt,
): RequestBody | undefined {
  if (message.film !== "request") return undefined
  const size = request.file_size
  if (typeof size === "number" && Number.isSafeInteger(size) && size >= 0) return takeBody(size)
  // Nobody knows how many film bytes follow, so nobody knows where the next request begins.
  attempt.closes = true
  return undefined
}

function toFailure(error: unknown, app: App, message: Message | undefined): Failure {
  if (error instanceof Failure) return error
  // Of these nothing was done, and it may go better the next time.
  const isBusy = [PoolExhausted, Deadlock, LockTimeout].some((kind) => error instanceof kind)
  if (isBusy) return new Failure("BUSY", {}, { cause: error })
  const incident = randomUUID()
  if (error instanceof PeerGone) app.log.debug({ type: message?.type }, error.message)
  else app.log.error({ err: error, type: message?.type, incident }, "a request failed unexpectedly")
  return new Failure("INTERNAL", { incident }, { cause: error })
}

/** A refused request's film bytes are read and thrown away, so that the next request is found; too many end the connection. */
async function discardRest(app: App, body: RequestBody, attempt: Attempt): Promise<void> {
  const { failure } = attempt
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

/** A reply with the id of its request, where that has one. */
export function echoing({ id }: JsonObject, reply: object): object {
  return typeof id === "string" || Number.isFinite(id) ? { ...reply, id } : reply
}
