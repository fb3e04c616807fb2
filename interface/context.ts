import type { Settings } from "../conf/settings.ts"
import type { Way } from "./contact.ts"
import type { FilmStore } from "./film.ts"
import type { Pictures } from "./pictures.ts"
import type { Topic } from "./pushes.ts"
import type { Locale } from "./text/locale.ts"
import type { JsonObject } from "./wire/parse-json.ts"

/** The two kinds of account. */
export type UserType = "admin" | "user"

/** What an account of the kind "admin" may do: everything, films and notices, or money. */
export type Role = "admin" | "editor" | "cashier"

/** One person logged in: a row of the table of live users. */
export type Session = {
  /** 256 random bits in base64url; whoever presents it is this person. */
  readonly token: string
  readonly userId: number
  readonly userName: string
  readonly userType: UserType
  /** Null for members. */
  readonly role: Role | null
  /** The device that stays logged in, where the session was begun by it or for it. */
  readonly deviceId: number | null
}

/** What the table of live users does for handlers. */
export type Sessions = {
  /** Begins a session of a connection, ending the one it had; throws Failure BUSY when the table stays locked. */
  open(connectionId: number, user: Omit<Session, "token">): Promise<Session>
  /** Ends one session. */
  end(token: string): Promise<void>
  /** Ends every session of a person, but for one token where it is given, and answers how many there were. */
  endAllOf(userId: number, exceptToken?: string): Promise<number>
  /** Ends every session of a device that stays logged in. */
  endDevice(deviceId: number): Promise<void>
  /** How many people are logged in, each counted once. */
  peopleCount(): number
  /** Lets every session of a person have their new name. */
  rename(userId: number, userName: string): Promise<void>
}

/** Salted argon2id hashing, off the event loop and a few at a time; throws Failure BUSY when too many wait. */
export type Passwords = {
  hash(password: string): Promise<string>
  /** Whether a password belongs to a stored hash; without one it takes as long and is false. */
  verify(password: string, stored: string | undefined): Promise<boolean>
  /** Whether a stored hash was made with less than today's settings ask for. */
  isOutdated(stored: string): boolean
}

/** Slows guessing down, by address, by connection and by name. */
export type LoginGuard = {
  /** Waits as long as the address's failures ask for. */
  wait(address: string): Promise<void>
  /**
   * Takes one of the tries that a name has in an hour, from all addresses, whether or not there is such an account; answers
   * what ends it, told whether it counts. Throws Failure TOO_MANY_TRIES. `checkPassword` does it for passwords.
   */
  take(name: string): Promise<(counts: boolean) => void>
  /** Counts a failure; answers whether the connection has had its last one. */
  failed(peer: Peer): boolean
  succeeded(peer: Peer): void
}

/** A message to somebody: by which way, where to, and what it says. */
export type Letter = {
  readonly way: Way
  readonly to: string
  readonly subject: string
  readonly text: string
}

/** Sends messages to people. */
export type Messenger = {
  /** Whether there is anything that messages leave through in this way. */
  canSend(way: Way): boolean
  /** Sends a message, never within a transaction: it takes seconds. Throws Failure CANNOT_SEND where nobody took it. */
  send(letter: Letter): Promise<void>
}

/** Work that nobody waits for: it may go on after the reply, and the server waits for it when it stops. */
export type Background = {
  /** Begins it after the reply that is being made; logs what it throws, but for a Failure. Drops it where far too much is under way. */
  begin(what: string, work: () => Promise<void>): void
}

/** So many tries an hour for each of many keys; forgotten when the server stops. */
export type HourlyLimit = {
  /** Counts a try of a key; throws Failure TOO_MANY_TRIES where it is one too many. */
  take(key: string): void
}

/** Tries that are taken before it is known whether they are wrong, and given back where they were not. */
type GuardedTries = {
  /** Takes one; answers what ends it, told whether it counts. Throws Failure TOO_MANY_TRIES. */
  take(key: string): Promise<(counts: boolean) => void>
}

/** The server's log, as far as messages write to it: what is not about one request alone. */
type EventLog = {
  info(fields: Readonly<Record<string, unknown>>, sentence: string): void
  warn(fields: Readonly<Record<string, unknown>>, sentence: string): void
}

/** What a check of the store found wrong, and what became of it. */
export type StoreProblem = {
  readonly kind: "missing" | "damaged" | "no_manifest" | "no_row" | "upload_lost"
  readonly storedName: string
  readonly movieIds: readonly number[]
  /** The first hundred. */
  readonly badPieces: readonly number[]
  readonly outcome: "found" | "repaired" | "set_aside" | "removed"
}

/** How far a check of the store is. */
export type StoreCheckProgress = {
  readonly isRunning: boolean
  readonly isRepair: boolean
  readonly filmsDone: number
  readonly filmsTotal: number
  readonly bytesDone: number
  readonly bytesTotal: number
  readonly problemCount: number
  /** The first two hundred. */
  readonly problems: readonly StoreProblem[]
}

/** The one check of the store that there is at a time. */
export type StoreCheck = {
  /** Begins one, unless one is under way. */
  begin(options: { readonly repair: boolean }): void
  readonly progress: StoreCheckProgress
}

/** The connection that a request came over. */
export type Peer = {
  readonly connectionId: number
  readonly address: string
  failedLogins: number
  /** Whether somebody has logged in over it, or presented a session. */
  isLoggedIn: boolean
  /** Whether it is one HTTP request, after which nothing stays of it: a session is used by it and never bound to it. */
  readonly isOneRequest: boolean
  /** Aborted when the connection is gone. */
  readonly gone: AbortSignal
  /**
   * Sends a frame that answers no request: it comes between replies, never within film bytes, and has `push` instead of flag.
   * Only for a connection that asked for it. Answers false where too much waits already, or the connection is gone.
   */
  push(frame: { readonly push: string } & JsonObject): boolean
}

/** Who asks for a transfer slot, and what for. */
export type SlotRequest = {
  readonly session: Session
  readonly movieId: number
  readonly isVip: boolean
  /** The download that goes on; undefined for a new one. */
  readonly downloadId: number | undefined
  /** Whether it is to be told its place in the line, instead of waiting. */
  readonly tells: boolean
  /** The place in the line that it has, or had. */
  readonly place: string | undefined
}

/** A transfer slot that a range of a download has; whoever has it calls `end`. */
export type HeldSlot = {
  /** Milliseconds that were waited for it in the line. */
  readonly waitedMs: number
  /** The range begins, and the slot is its download's: further ranges of that share it. */
  begin(downloadId: number): void
  /** So many bytes of the range are on their way. */
  progress(bytes: number): void
  /** The range is over, or won't begin; where `isLast` says so no other one will come. Only the first call counts. */
  end(options?: { readonly isLast?: boolean }): void
}

/** The transfer slots that are taken, and the line for them in the order in which it will be served. */
export type LineState = {
  /** 0 for no limit. */
  readonly mostSlots: number
  readonly slots: readonly {
    readonly userId: number
    readonly movieId: number
    readonly downloadId: number | null
    readonly heldMs: number
    readonly bytes: number
    /** Between two ranges a slot is kept for a moment; one that is offered nobody has taken yet. */
    readonly state: "sending" | "between" | "offered"
  }[]
  readonly places: readonly {
    readonly userId: number
    readonly movieId: number
    readonly isVip: boolean
    readonly waitedMs: number
    readonly isPresent: boolean
    readonly frontUsers: number
    readonly estimateS: number | null
  }[]
}

/** Gives out transfer slots, of which there may be fewer than people who want one. */
export type TransferSlots = {
  /** Throws Failure QUEUE_FULL, TOO_MANY_PLACES or STOPPING where the request would have to wait and may not. */
  checkRoom(request: SlotRequest): void
  /** A slot for a range, where its download has one, it is its turn, or nobody waits for the one that is left; else undefined. */
  takeNow(request: SlotRequest): HeldSlot | undefined
  /**
   * The same, or a slot in its turn, which a request either waits for,
   * or is told of: it throws Failure QUEUED then, with its place, and asks again. Throws Failure QUEUE_FULL, TOO_MANY_PLACES
   * and STOPPING.
   */
  take(request: SlotRequest, peer: Peer): Promise<HeldSlot>
  /** A download has all that it wants: its slot is free at once. */
  delivered(userId: number, downloadId: number): void
  /** Gives a person's place up; without effect where there is none. */
  leave(userId: number, place: string): void
  state(): LineState
}

/** Tells connections that asked for it of what they did not ask for one by one. */
export type Pushes = {
  /** From now on the connection is told of these topics, as this person, and of no others; until it or the session ends. */
  subscribe(peer: Peer, session: Session, topics: readonly Topic[]): Promise<void>
  /** A notice was stored, or comes out after a change; called after the transaction. */
  noticeChanged(noticeId: number): void
}

/** What a server does for handlers, the same for every request. */
export type Services = {
  readonly settings: Settings
  readonly sessions: Sessions
  readonly passwords: Passwords
  readonly loginGuard: LoginGuard
  readonly messenger: Messenger
  readonly background: Background
  /** Registrations, and reports of forgotten passwords, by address. */
  readonly registrations: HourlyLimit
  readonly forgottenPasswords: HourlyLimit
  /** Wrong voucher codes. */
  readonly voucherTries: { readonly byAccount: GuardedTries; readonly byAddress: GuardedTries }
  readonly store: FilmStore
  readonly storeCheck: StoreCheck
  readonly pictures: Pictures
  readonly slots: TransferSlots
  readonly log: EventLog
  readonly pushes: Pushes
}

/** All that a handler is given beside its request. */
export type Context = Services & { readonly peer: Peer; readonly locale: Locale }

/** What a handler of a member's or an admin's message is given: the context and who is asking. */
export type MemberContext = Context & { readonly session: Session }
