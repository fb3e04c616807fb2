/** Milliseconds between two looks at whether somebody may come in, while somebody waits. */
const lookMs = 500
/** Milliseconds that a place is kept for whoever was let in and has not connected yet. */
const keptMs = 10_000

/** A server to connect to. */
export type GateServer = { readonly host: string; readonly port: number }

/** Somebody who wants in, told so each time it changes. */
export type Guest = { tell(frame: object): void }

type HouseOptions = {
  /** Connections that there is room for. */
  readonly most: number
  /** Those that there are now. */
  readonly taken: () => number
}

/** Room for so many connections, and the line of those who wait for some, in the order in which they came. */
export class House {
  readonly #options: HouseOptions
  /** What each was told last of how many are in front. */
  readonly #line = new Map<Guest, { servers: readonly GateServer[]; told: number | undefined }>()
  readonly #letIn = new Map<Guest, NodeJS.Timeout>()
  #timer: NodeJS.Timeout | undefined
  #turn = 0

  constructor(options: HouseOptions) {
    this.#options = options
  }

  /** How many wait. */
  get waiting(): number {
    return this.#line.size
  }

  /** Tells a guest the servers, or its place in the line, which it gets; one that asks again keeps its place. */
  ask(guest: Guest, servers: readonly GateServer[]): void {
    if (this.#letIn.has(guest)) {
      this.#tellServers(guest, servers)
      return
    }
    this.#line.set(guest, { servers, told: undefined })
    this.#look()
  }

  /** A guest is gone, and its place with it. */
  leave(guest: Guest): void {
    this.#line.delete(guest)
    this.#forget(guest)
    this.#look()
  }

  #look(): void {
    let free = this.#options.most - this.#options.taken() - this.#letIn.size
    let front = 0
    for (const [guest, place] of this.#line) {
      if (free-- > 0) this.#admit(guest, place.servers)
      else if (place.told !== front) {
        place.told = front
        guest.tell({ code: 3, front_users: front })
      }
      if (this.#line.has(guest)) front++
    }
    if (this.#line.size === 0) {
      clearInterval(this.#timer)
      this.#timer = undefined
    } else this.#timer ??= setInterval(() => this.#look(), lookMs).unref()
  }

  #admit(guest: Guest, servers: readonly GateServer[]): void {
    this.#line.delete(guest)
    // By then it is connected, and counted as that, or it isn't coming.
    this.#letIn.set(guest, setTimeout(() => this.#forget(guest), keptMs).unref())
    this.#tellServers(guest, servers)
  }

  /** Each time another server comes first, so that those who take the first one are spread evenly. */
  #tellServers(guest: Guest, servers: readonly GateServer[]): void {
    const first = this.#turn++ % servers.length
    guest.tell({
      code: 0,
      gate_servers: [...servers.slice(first), ...servers.slice(0, first)],
      chat_servers: [],
    })
  }

  #forget(guest: Guest): void {
    clearTimeout(this.#letIn.get(guest))
    this.#letIn.delete(guest)
  }
}
