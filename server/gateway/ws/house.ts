/** Milliseconds between two looks at who may come in and who got further, while somebody waits: many may leave at once. */
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
  /** Those who wait, with the servers for them and what each was told last of how many are in front. */
  readonly #line = new Map<Guest, { servers: readonly GateServer[]; told: number }>()
  readonly #letIn = new Map<Guest, NodeJS.Timeout>()
  #timer: NodeJS.Timeout | undefined
  #turn = 0

  constructor(options: HouseOptions) {
    this.#options = options
  }

  /** Tells a guest the servers, or its place in the line, which it gets; one that asks again keeps its place. */
  ask(guest: Guest, servers: readonly GateServer[]): void {
    if (this.#letIn.has(guest)) {
      this.#tellServers(guest, servers)
      return
    }
    if (this.#line.size === 0 && this.#free > 0) {
      this.#admit(guest, servers)
      return
    }
    const told = this.#line.get(guest)?.told ?? this.#line.size
    this.#line.set(guest, { servers, told })
    guest.tell({ code: 3, front_users: told })
    this.#timer ??= setInterval(() => this.#look(), lookMs).unref()
  }

  /** A guest is gone, and its place with it. */
  leave(guest: Guest): void {
    this.#line.delete(guest)
    this.#forget(guest)
  }

  get #free(): number {
    return this.#options.most - this.#options.taken() - this.#letIn.size
  }

  #look(): void {
    let free = this.#free
    let front = 0
    for (const [guest, place] of this.#line) {
      if (free-- > 0) {
        this.#admit(guest, place.servers)
        continue
      }
      if (place.told !== front) {
        place.told = front
        guest.tell({ code: 3, front_users: front })
      }
      front++
    }
    if (this.#line.size > 0) return
    clearInterval(this.#timer)
    this.#timer = undefined
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
