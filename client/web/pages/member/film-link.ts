import { type ShallowRef, shallowRef } from "vue"
import { isRefusal } from "../../../refused.ts"
import { call } from "../../wire/call.ts"
import { ConnectionLost } from "../../wire/connection-lost.ts"
import { healed, onSocketOpen, openSocket } from "../../wire/link.ts"
import { onPush } from "../../wire/pushes.ts"
import { forgetTicket, keepTicket, type Purpose, type Ticket, ticketOf } from "./film-tickets.ts"

/** What has become of asking for a film's bytes. */
export type LinkState =
  | { readonly is: "idle" }
  | { readonly is: "asking" }
  | { readonly is: "inLine"; readonly front: number; readonly estimateS: number | null }
  | { readonly is: "waiting"; readonly url: string; readonly untilMs: number }
  | { readonly is: "there"; readonly url: string }
  | { readonly is: "failed"; readonly error: unknown }

/** Milliseconds between two looks at one's place: pushes tell sooner, but not while the connection is lost. */
const lookMs = 10_000

/**
 * Asks for a link to a film: waits in the line where all slots are taken, and for as long as members wait who are no VIPs. What
 * it has reached outlives a reload of the page.
 */
export class FilmLink {
  readonly state: ShallowRef<LinkState> = shallowRef({ is: "idle" })
  readonly #movieId: number
  readonly #purpose: Purpose
  #ticket: Ticket
  /** Ends what the last asking has begun: timers, and listening. */
  #end: () => void = () => undefined

  constructor(movieId: number, purpose: Purpose) {
    this.#movieId = movieId
    this.#purpose = purpose
    this.#ticket = ticketOf(movieId, purpose)
  }

  /** Whether a reload came between asking and the link. */
  get isUnfinished(): boolean {
    const { place, untilMs } = this.#ticket
    return place !== undefined || (untilMs !== undefined && untilMs > Date.now())
  }

  /** Asks, or goes on where a reload came between. */
  async ask(): Promise<void> {
    this.#stopWaiting()
    const { url, untilMs = 0 } = this.#ticket
    if (url !== undefined) return this.#arrive(url, untilMs)
    this.state.value = { is: "asking" }
    await this.#request()
  }

  /** Asks for another link to the same download: the one before is too old, or was refused. */
  async askAnew(): Promise<void> {
    const { downloadId } = this.#ticket
    this.#keep({ downloadId })
    await this.ask()
  }

  /** Waits no more; a place in the line is given up, so that nobody behind it waits for it. */
  leave(): void {
    const { place } = this.#ticket
    this.#stopWaiting()
    this.#keep({})
    this.state.value = { is: "idle" }
    // Without it the server forgets the place in a while.
    if (place !== undefined) void call("leave_queue", { place }).catch(() => undefined)
  }

  /** Nobody looks any more: what is there stays good for a while, but nobody behind is kept waiting. */
  close(): void {
    if (this.#ticket.place === undefined) this.#stopWaiting()
    else this.leave()
  }

  /** Waits for nothing any more, and gives nothing up: whoever asks next goes on. */
  suspend(): void {
    this.#stopWaiting()
  }

  /** Forgets the link, as it has been used. */
  done(): void {
    this.#stopWaiting()
    this.#keep({})
    this.state.value = { is: "idle" }
  }

  async #request(): Promise<void> {
    const { place, downloadId } = this.#ticket
    const isCurrent = this.#begin()
    const askedBySocket = openSocket() !== undefined
    try {
      const { url, wait_time, download_id } = await call("download_movie", {
        movie_id: this.#movieId,
        payment: "separate",
        queue: "tell",
        place,
        download_id: downloadId,
      })
      if (!isCurrent() || url === undefined) return
      const untilMs = Date.now() + wait_time * 1000
      this.#keep({ url, untilMs, downloadId: download_id })
      this.#arrive(url, untilMs)
    } catch (error) {
      if (isCurrent()) await this.#refused(error, askedBySocket)
    }
  }

  async #refused(error: unknown, askedBySocket: boolean): Promise<void> {
    if (error instanceof ConnectionLost) return this.#whenHealed()
    if (isRefusal(error, "QUEUED")) {
      this.#standInLine(error.reply)
      // Pushes come over the connection that asked: the socket, where there is one by now.
      if (!askedBySocket && openSocket() !== undefined) await this.#request()
      return
    }
    if (isRefusal(error, "NO_SUCH_DOWNLOAD") && this.#ticket.downloadId !== undefined) {
      // That one is finished: what comes now is another download.
      this.#keep({})
      return this.#request()
    }
    this.#keep({ downloadId: this.#ticket.downloadId })
    this.state.value = { is: "failed", error }
  }

  /** Asked twice, there are two records of a download at worst: a place is claimed again. */
  async #whenHealed(): Promise<void> {
    const isCurrent = this.#begin()
    await healed()
    if (isCurrent()) await this.#request()
  }

  #standInLine({ place, front_users, estimate_s }: Readonly<Record<string, unknown>>): void {
    if (typeof place !== "string") return
    this.#keep({ ...this.#ticket, place })
    this.#show(front_users, estimate_s)
    const again = (): void => void this.#request()
    const stops = [
      onPush("queue", (push) => push.place === place && this.#show(push.front_users, push.estimate_s)),
      onPush("turn", (push) => push.place === place && again()),
      onPush("lost", (push) => push.place === place && again()),
      onSocketOpen(again),
    ]
    const look = setTimeout(again, lookMs)
    this.#end = () => {
      clearTimeout(look)
      for (const stop of stops) stop()
    }
  }

  #show(front: unknown, estimateS: unknown): void {
    this.state.value = {
      is: "inLine",
      front: typeof front === "number" ? front : 0,
      estimateS: typeof estimateS === "number" ? estimateS : null,
    }
  }

  #arrive(url: string, untilMs: number): void {
    const leftMs = untilMs - Date.now()
    if (leftMs <= 0) {
      this.state.value = { is: "there", url }
      return
    }
    this.state.value = { is: "waiting", url, untilMs }
    const timer = setTimeout(() => this.#arrive(url, untilMs), leftMs)
    this.#end = () => clearTimeout(timer)
  }

  /** A new asking; answers whether it still is the last one. */
  #begin(): () => boolean {
    this.#stopWaiting()
    let isCurrent = true
    this.#end = () => {
      isCurrent = false
    }
    return () => isCurrent
  }

  #stopWaiting(): void {
    this.#end()
    this.#end = () => undefined
  }

  #keep(ticket: Ticket): void {
    this.#ticket = ticket
    if (Object.values(ticket).every((value) => value === undefined))
      forgetTicket(this.#movieId, this.#purpose)
    else keepTicket(this.#movieId, this.#purpose, ticket)
  }
}
