import type { Socket } from "node:net"
import { ipv6Groups, plainAddress } from "./ip-address.ts"

/**
 * The address that limits count a socket under: an IPv4 address in its own form, however the system shows it; of an IPv6
 * address the first 64 bits, since whoever has one address of such a network has all of them.
 */
export function addressOf(socket: Socket): string {
  return countedAddress(socket.remoteAddress ?? "")
}

/** The same for an address as a text. */
export function countedAddress(whole: string): string {
  const address = plainAddress(whole)
  return address.includes(":") ? `${ipv6Groups(address).slice(0, 4).join(":")}::/64` : address
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
