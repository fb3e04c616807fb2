import type { MessageType, ReplyOf, RequestOf } from "../interface/protocol.ts"
import type { Locale } from "../interface/text/locale.ts"
import type { JsonObject } from "../interface/wire/parse-json.ts"
import type { FilmSource, Push } from "./connection/connection.ts"
import { exactly } from "./connection/exactly.ts"
import { KeptConnection, type KeptOptions } from "./connection/kept-connection.ts"
import { type Download, FilmDownload } from "./film-download.ts"
import { type Frame, Member } from "./member.ts"
import { orAborted } from "./or-aborted.ts"
import { isRefusal, Refused } from "./refused.ts"
import { isRepeatable, isSlow } from "./repeatable.ts"
import { replyShape } from "./reply-shapes.ts"
import { ConnectionLost, Trouble } from "./trouble.ts"

/** Where the server is, and how to talk to it. */
export type RemoteOptions = KeptOptions & {
  /** The language of every reply's `msg`; the server's own without it. */
  readonly lang?: Locale
  /** Ends the connecting. */
  readonly signal?: AbortSignal
  /** Told of each frame that answers no request, in their order, also while a request is under way; it must not throw. */
  readonly onPush?: (push: Push) => void
}

/** What every call takes beside its request. */
export type CallOptions = { readonly signal?: AbortSignal | undefined }

/** What a transfer takes beside its request; `onProgress` is told the bytes that went through so far. */
export type TransferOptions = CallOptions & { readonly onProgress?: ((bytes: number) => void) | undefined }

/** The messages without film bytes. */
export type CallType = Exclude<MessageType, "upload_movie" | "send_piece" | "set_poster" | "download_movie">

/** What a reply says: its own keys, and a sentence for a person. */
export type Answer<Type extends MessageType> = ReplyOf<Type> & { readonly msg: string }

/** A film to ask for; one that has to be paid for is bought before. */
export type DownloadRequest = Omit<RequestOf<"download_movie">, "payment">

/** Connects to a server; throws Trouble CANNOT_CONNECT. */
export async function connect(options: RemoteOptions): Promise<Remote> {
  const remote = new Remote(options)
  await remote.open(options.signal)
  return remote
}

/**
 * A server as its messages. Every method throws Refused when the server says no, ConnectionLost when the connection
 * drops, and the signal's reason when it is aborted. A lost connection is made again for the next call, which presents
 * the session; calls that may safely be sent twice are, once. Transfers are never repeated by themselves.
 */
export class Remote {
  readonly #options: RemoteOptions
  readonly #kept: KeptConnection
  readonly #member: Member<Remote>
  /** Those who want to be told of pushes for a while. */
  readonly #listeners = new Set<(push: Push) => void>()

  constructor(options: RemoteOptions, member = new Member<Remote>()) {
    this.#options = options
    this.#member = member
    this.#kept = new KeptConnection(options, (push) => {
      options.onPush?.(push)
      for (const listener of this.#listeners) listener(push)
    })
  }

  /** The session that goes with every request, from a log-in until the server knows it no more. */
  get session(): string | undefined {
    return this.#member.session
  }

  /** Whether somebody has logged in whose session the server knows no more. */
  get isForgotten(): boolean {
    return this.#member.isForgotten
  }

  /**
   * Another connection of the same person to the same server, made when it is first used; whoever asks for it closes it. Pushes
   * come over the connection that asked for them, so it has a listener of its own, or none.
   */
  another({ onPush }: Pick<RemoteOptions, "onPush"> = {}): Remote {
    const { onPush: _, ...options } = this.#options
    return new Remote(onPush === undefined ? options : { ...options, onPush }, this.#member)
  }

  /** Tells of pushes, over whichever connection of this one they come, until the function that it answers is called. */
  listen(listener: (push: Push) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Settles when the connection that there is now is over; at once where there is none. */
  get lost(): Promise<void> {
    return this.#kept.lost
  }

  /** Logs in as before where the session is lost; several that find out together do it once. */
  logInAgain(signal?: AbortSignal): Promise<void> {
    return this.#member.logInAgain(this, (login) => this.#ask("login", login, undefined), signal)
  }

  /** Whoever is logged in now logs in again in this way, over the connection that needs it; until the next log-in. */
  logInAgainBy(relogin: (remote: Remote) => Promise<unknown>): void {
    this.#member.logInAgainBy(relogin)
  }

  /** Makes the connection where there is none; a call does it by itself. */
  open(signal?: AbortSignal): Promise<void> {
    return this.#kept.open(signal)
  }

  /**
   * Sends a message and answers with its reply. Several calls may be under way; their replies come in order. Of whoever stays
   * logged in one is asked once more with a new session where the server has forgotten theirs, as it does when it starts again.
   */
  async call<Type extends CallType>(
    type: Type,
    request: RequestOf<Type>,
    { signal }: CallOptions = {},
  ): Promise<Answer<Type>> {
    const ask = (): Promise<Answer<Type>> => this.#ask(type, this.#frame(type, request), signal)
    try {
      return await ask()
    } catch (error) {
      if (!isRefusal(error, "NOT_LOGGED_IN") || !this.#member.staysLoggedIn) throw error
    }
    await this.logInAgain(signal)
    return ask()
  }

  /** Puts a film into the library: exactly `file_size` bytes from `film`; throws what reading the film throws. */
  upload(
    request: RequestOf<"upload_movie">,
    film: FilmSource,
    options: TransferOptions = {},
  ): Promise<Answer<"upload_movie">> {
    return this.#send("upload_movie", request, film, options)
  }

  /**
   * Sends one piece of an upload: exactly `file_size` bytes from `piece`, which is not asked for any before the piece ahead of
   * it on this connection is on its way; throws what reading the piece throws.
   */
  sendPiece(
    request: RequestOf<"send_piece">,
    piece: FilmSource,
    options: TransferOptions = {},
  ): Promise<Answer<"send_piece">> {
    return this.#send("send_piece", request, piece, options)
  }

  /** Gives a film a poster: exactly `file_size` bytes from `picture`; throws what reading it throws. */
  setPoster(
    request: RequestOf<"set_poster">,
    picture: FilmSource,
    options: TransferOptions = {},
  ): Promise<Answer<"set_poster">> {
    return this.#send("set_poster", request, picture, options)
  }

  /** Asks for a film: answers with the reply's keys and the film, which has to be read to its end or cancelled. */
  async download(request: DownloadRequest, { signal, onProgress }: TransferOptions = {}): Promise<Download> {
    const connection = await this.#kept.usable(signal)
    const frame = this.#frame("download_movie", { ...request, payment: "separate", queue: "tell" })
    const asking = connection.requestFilm(frame)
    const { reply, release } = await orAborted(asking, signal).catch((error: unknown) => {
      if (signal?.aborted) connection.destroy()
      throw error
    })
    try {
      const answer = this.#checked("download_movie", frame, reply)
      return new FilmDownload(connection, answer, release, { signal, onProgress })
    } catch (error) {
      release()
      // Bytes may follow a reply that makes no sense, and nobody knows how many.
      if (!(error instanceof Refused)) connection.destroy()
      throw error
    }
  }

  /** Ends the connection; nothing can be called afterwards. The session lives on in the server for its grace time. */
  close(): Promise<void> {
    return this.#kept.close()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  async #ask<Type extends CallType>(
    type: Type,
    frame: Frame,
    signal: AbortSignal | undefined,
  ): Promise<Answer<Type>> {
    const attempt = async (): Promise<JsonObject> => {
      const connection = await this.#kept.usable(signal)
      return orAborted(connection.request(frame, { isSlow: isSlow(type) }), signal)
    }
    const reply = await attempt().catch((error: unknown) => {
      if (error instanceof ConnectionLost && isRepeatable(type)) return attempt()
      throw error
    })
    const answer = this.#checked(type, frame, reply)
    this.#member.note(frame, reply)
    return answer
  }

  async #send<Type extends "upload_movie" | "send_piece" | "set_poster">(
    type: Type,
    request: RequestOf<Type> & { readonly file_size: number },
    film: FilmSource,
    { signal, onProgress }: TransferOptions,
  ): Promise<Answer<Type>> {
    const connection = await this.#kept.usable(signal)
    const frame = this.#frame(type, request)
    const source = exactly(request.file_size, film, signal, onProgress)
    const sending = connection.sendFilm(frame, source, request.file_size)
    try {
      return this.#checked(type, frame, await orAborted(sending, signal))
    } catch (error) {
      // The server still waits for bytes that won't come: only a new connection is of use.
      if (signal?.aborted) connection.destroy()
      throw error
    }
  }

  #frame(type: MessageType, request: object): Frame {
    const { session } = this.#member
    const lang = this.#options.lang === undefined ? {} : { lang: this.#options.lang }
    return { type, ...lang, ...(session === undefined ? {} : { session }), ...request }
  }

  #checked<Type extends MessageType>(type: Type, frame: Frame, reply: JsonObject): Answer<Type> {
    if (reply.flag !== true) {
      if (reply.code === "NOT_LOGGED_IN") this.#member.forget(frame.session)
      throw new Refused(reply)
    }
    const checked = replyShape(type).safeParse(reply)
    if (!checked.success) throw new Trouble("NOT_REELWIRE", {}, { cause: checked.error })
    return { ...checked.data, msg: typeof reply.msg === "string" ? reply.msg : "" }
  }
}
