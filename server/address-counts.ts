import type { Socket } from "node:net"

/** The address that a socket comes from; an IPv4 one in its own form, however the system shows it. */
export function addressOf(socket: Socket): string {
  return (socket.remoteAddress ?? "").replace(/^::ffff:/, "")
}

/** Counts open sockets, in all and by address. */
export class AddressCounts {
  readonly #most: number
  readonly #mostPerAddress: number
  readonly #perAddress = new Map<string, number>()
  #all = 0

  constructor(most: number, mostPerAddress: number) {
    this.#most = most
    this.#mostPerAddress = mostPerAddress
  }

  /** Counts a socket until it is closed; false where that would be one too many. */
  admit(socket: Socket): boolean {
    const address = addressOf(socket)
    const count = this.#perAddress.get(address) ?? 0
    if (count >= this.#mostPerAddress || this.#all >= this.#most) return false
    this.#perAddress.set(address, count + 1)
    this.#all++
    socket.once("close", () => {
      this.#all--
      const left = (this.#perAddress.get(address) ?? 1) - 1
      if (left === 0) this.#perAddress.delete(address)
      else this.#perAddress.set(address, left)
    })
    return true
  }
}
