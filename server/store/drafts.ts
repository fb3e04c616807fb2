import { Failure } from "../../interface/failure.ts"
import type { Draft, DraftPlan } from "../../interface/film.ts"
import { OpenDraft } from "./open-draft.ts"
import type { Places } from "./places.ts"
import type { Room } from "./room.ts"

/** How long a film's files stay open after the last use: the next piece comes soon as a rule. */
const idleMs = 10_000

/** Films that are no drafts any more are remembered for whoever was about to send a piece of one. */
const mostGone = 10_000

type Shared = { readonly opened: Promise<OpenDraft>; users: number; idle: NodeJS.Timeout | undefined }

/** The films that come piece by piece and have their files open, one of each for all who use it. */
export class Drafts {
  readonly #places: Places
  readonly #room: Room
  readonly #shared = new Map<string, Shared>()
  readonly #closing = new Map<string, Promise<void>>()
  readonly #gone = new Set<string>()

  constructor(places: Places, room: Room) {
    this.#places = places
    this.#room = room
  }

  /** Works on a film, whose files are opened for it unless they are; throws Failure NO_SUCH_UPLOAD where it was forgotten. */
  async use<T>(plan: DraftPlan, work: (draft: Draft) => Promise<T>): Promise<T> {
    if (this.#gone.has(plan.storedName)) throw new Failure("NO_SUCH_UPLOAD")
    const shared = this.#shared.get(plan.storedName) ?? this.#begin(plan)
    shared.users++
    clearTimeout(shared.idle)
    try {
      return await work(await shared.opened)
    } finally {
      shared.users--
      if (shared.users === 0) this.#leave(plan.storedName, shared)
    }
  }

  /** Lets nobody else use the open files of a film; they are closed once nobody does. */
  retire(storedName: string): void {
    const shared = this.#shared.get(storedName)
    this.#shared.delete(storedName)
    if (shared?.users === 0) this.#close(storedName, shared)
  }

  /** Retires a film that will never again come piece by piece; answers once nobody makes files for it any more. */
  async forget(storedName: string): Promise<void> {
    const shared = this.#shared.get(storedName)
    this.#gone.add(storedName)
    for (const oldest of this.#gone) {
      if (this.#gone.size <= mostGone) break
      this.#gone.delete(oldest)
    }
    this.retire(storedName)
    await shared?.opened.catch(() => undefined)
  }

  /** Closes all files, once nobody uses them any more. */
  async close(): Promise<void> {
    for (const storedName of [...this.#shared.keys()]) this.retire(storedName)
    await Promise.all(this.#closing.values())
  }

  #begin(plan: DraftPlan): Shared {
    const { storedName } = plan
    const home = {
      places: this.#places,
      room: this.#room,
      retire: () => this.retire(storedName),
      forget: () => void this.forget(storedName),
    }
    // Those who close it may find that it has to begin anew.
    const opened = (this.#closing.get(storedName) ?? Promise.resolve()).then(() => OpenDraft.open(plan, home))
    const shared: Shared = { opened, users: 0, idle: undefined }
    this.#shared.set(storedName, shared)
    shared.opened.catch(() => {
      if (this.#shared.get(storedName) === shared) this.#shared.delete(storedName)
    })
    return shared
  }

  #leave(storedName: string, shared: Shared): void {
    if (this.#shared.get(storedName) !== shared) this.#close(storedName, shared)
    else shared.idle = setTimeout(() => void this.#retireIdle(storedName, shared), idleMs).unref()
  }

  async #retireIdle(storedName: string, shared: Shared): Promise<void> {
    const isUndecided = (await shared.opened).isSealed
    // While nobody knows whether it is in the library, nothing may take its place.
    if (!isUndecided && shared.users === 0 && this.#shared.get(storedName) === shared) this.retire(storedName)
  }

  #close(storedName: string, { opened, idle }: Shared): void {
    clearTimeout(idle)
    const closing = opened
      .then((draft) => draft.close(this.#gone.has(storedName)))
      .catch(() => undefined)
      .finally(() => {
        if (this.#closing.get(storedName) === closing) this.#closing.delete(storedName)
      })
    this.#closing.set(storedName, closing)
  }
}
