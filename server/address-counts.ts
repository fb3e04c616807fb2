import { isIPv6, type Socket, SocketAddress } from "node:net"
import { ipv6Groups, plainAddress } from "./ip-address.ts"

/**
 * What limits count an address under: an IPv4 address in its own form, however it is written; of an IPv6 address the first
 * 64 bits, since whoever has one address of such a network has all of them.
 */
export function countedAddress(shown: string): string {
  const plain = plainAddress(shown)
  if (!isIPv6(plain)) return plain
  // In its one usual form, in which an IPv4 address within it shows.
  const address = plainAddress(new SocketAddress({ address: plain, family: "ipv6" }).address)
  return address.includes(":") ? `${ipv6Groups(address).slice(0, 4).join(":")}::/64` : address
}

/** What limits count a socket's own peer under. */
export function addressOf(socket: Socket): string {
  return countedAddress(socket.remoteAddress ?? "")
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

  /** Counts a socket, under an address, until it is closed; false where that would be one too many. */
  admit(socket: Socket, address: string): boolean {
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
