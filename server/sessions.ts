import { randomBytes } from "node:crypto"
import { Mutex, type MutexInterface, withTimeout } from "async-mutex"
import type { Session, Sessions } from "../interface/context.ts"
import { Failure } from "../interface/failure.ts"

type Row = { session: Session; connectionId: number; grace: NodeJS.Timeout | undefined }

/**
 * The table of live users, keyed by the connection that logged in. Every change is made under one mutex, without I/O and
 * with a bounded wait (Failure BUSY); a look-up is one synchronous read, so it sees the table before a change or after it.
 */
export class LiveSessions implements Sessions {
  /** Told of each session that was ended; not of one whose grace time is over. */
  whenEnded: (session: Session) => void = () => undefined
  readonly #rows = new Map<number, Row>()
  readonly #byToken = new Map<string, Row>()
  readonly #lock: MutexInterface
  readonly #graceMs: number

  constructor(
    settings: { readonly lockWaitMs: number; readonly sessionGraceS: number },
    mutex: Mutex = new Mutex(),
  ) {
    this.#lock = withTimeout(mutex, settings.lockWaitMs, new Failure("BUSY"))
    this.#graceMs = settings.sessionGraceS * 1000
  }

  /** How many people are logged in, those in their grace time included. */
  get size(): number {
    return this.#rows.size
  }

  /** The session that a token stands for; `grace` is there while its connection is gone. */
  find(token: string): { readonly session: Session; readonly grace: unknown } | undefined {
    return this.#byToken.get(token)
  }

  /** The session that a connection logged in with. */
  ofConnection(connectionId: number): Session | undefined {
    return this.#rows.get(connectionId)?.session
  }

  open(connectionId: number, user: Omit<Session, "token">): Promise<Session> {
    return this.#lock.runExclusive(() => {
      this.#remove(this.#rows.get(connectionId))
      const session = Object.freeze({ ...user, token: randomBytes(32).toString("base64url") })
      const row: Row = { session, connectionId, grace: undefined }
      this.#rows.set(connectionId, row)
      this.#byToken.set(session.token, row)
      return session
    })
  }

  end(token: string): Promise<void> {
    return this.#lock.runExclusive(() => this.#end(this.#byToken.get(token)))
  }

  endAllOf(userId: number, exceptToken?: string): Promise<number> {
    return this.#endWhere((session) => session.userId === userId && session.token !== exceptToken)
  }

  async endDevice(deviceId: number): Promise<void> {
    await this.#endWhere((session) => session.deviceId === deviceId)
  }

  peopleCount(): number {
    return new Set(Array.from(this.#rows.values(), ({ session }) => session.userId)).size
  }

  rename(userId: number, userName: string): Promise<void> {
    return this.#lock.runExclusive(() => {
      for (const row of this.#rows.values()) {
        if (row.session.userId === userId) row.session = Object.freeze({ ...row.session, userName })
      }
    })
  }

  /**
   * The session of a token, moved to the connection that presents it where its own is gone and this one has none;
   * undefined if it ended meanwhile.
   */
  adopt(token: string, connectionId: number): Promise<Session | undefined> {
    return this.#lock.runExclusive(() => {
      const row = this.#byToken.get(token)
      if (row?.grace === undefined || this.#rows.has(connectionId)) return row?.session
      clearTimeout(row.grace)
      row.grace = undefined
      this.#rows.delete(row.connectionId)
      row.connectionId = connectionId
      this.#rows.set(connectionId, row)
      return row.session
    })
  }

  /** Begins the grace time of a session anew; without effect where its connection is there. */
  touch(token: string): void {
    this.#byToken.get(token)?.grace?.refresh()
  }

  /** Begins the grace time of a connection's session, in milliseconds; without effect where it has none. */
  leave(connectionId: number, graceMs = this.#graceMs): Promise<void> {
    return this.#lock.runExclusive(() => {
      const row = this.#rows.get(connectionId)
      if (row === undefined || row.grace !== undefined) return
      row.grace = setTimeout(() => this.#remove(row), graceMs)
      row.grace.unref()
    })
  }

  #endWhere(matches: (session: Session) => boolean): Promise<number> {
    return this.#lock.runExclusive(() => {
      const rows = [...this.#rows.values()].filter(({ session }) => matches(session))
      for (const row of rows) this.#end(row)
      return rows.length
    })
  }

  #end(row: Row | undefined): void {
    if (row === undefined) return
    this.#remove(row)
    this.whenEnded(row.session)
  }

  #remove(row: Row | undefined): void {
    if (row === undefined) return
    clearTimeout(row.grace)
    this.#byToken.delete(row.session.token)
    // The row may have been moved, and another may stand in its old place.
    if (this.#rows.get(row.connectionId) === row) this.#rows.delete(row.connectionId)
  }
}
