import type { MessageType } from "../interface/protocol.ts"
import type { JsonObject } from "../interface/wire/parse-json.ts"
import { orAborted } from "./or-aborted.ts"

/** A request as it is sent. */
export type Frame = { readonly type: MessageType; readonly session?: string }

/** Who is logged in, shared by all connections of theirs; `Over` is what they log in again over. */
export class Member<Over> {
  #session: string | undefined
  #login: Frame | undefined
  /** Logs in again otherwise than by the same request. */
  #relogin: ((over: Over) => Promise<unknown>) | undefined
  #again: Promise<unknown> | undefined

  /** The session that goes with every request, from a log-in until the server knows it no more. */
  get session(): string | undefined {
    return this.#session
  }

  /** Whether somebody has logged in whose session the server knows no more. */
  get isForgotten(): boolean {
    return (this.#login ?? this.#relogin) !== undefined && this.#session === undefined
  }

  /** Whether they log in again in a way of their own, for which nobody has to be there. */
  get staysLoggedIn(): boolean {
    return this.#relogin !== undefined
  }

  /** The server knows this session no more; another connection may have begun a new one meanwhile, which stays. */
  forget(session: string | undefined): void {
    if (session === this.#session) this.#session = undefined
  }

  /** Keeps what an accepted request says of who is logged in, and how they do it again. */
  note(frame: Frame, reply: JsonObject): void {
    const { type } = frame
    if (type === "login" || type === "login_device") {
      this.#session = typeof reply.session === "string" ? reply.session : undefined
    }
    if (type === "login") {
      this.#login = frame
      this.#relogin = undefined
    }
    if (type === "logout" || type === "delete_account") {
      this.#session = this.#login = this.#relogin = undefined
    }
    // Who logs in again by themselves do so with the name and the password that the account has by then.
    if (this.#login === undefined) return
    if (type === "change_name" && "name" in frame) {
      this.#login = Object.assign({ ...this.#login }, { name: frame.name })
    }
    if (type === "change_password" && "new_password" in frame) {
      this.#login = Object.assign({ ...this.#login }, { password: frame.new_password })
    }
  }

  /** From now on they log in again in this way, until the next log-in. */
  logInAgainBy(relogin: (over: Over) => Promise<unknown>): void {
    this.#relogin = relogin
  }

  /** Logs in as before where the session is lost; several that find out together do it once. */
  async logInAgain(
    over: Over,
    ask: (login: Frame) => Promise<unknown>,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    if (this.#session !== undefined) return
    const [login, relogin] = [this.#login, this.#relogin]
    const logIn = relogin ?? (login && (() => ask(login)))
    if (logIn === undefined) return
    this.#again ??= logIn(over).finally(() => {
      this.#again = undefined
    })
    await orAborted(this.#again, signal)
  }
}
