import { BlockList, isIP } from "node:net"
import { plainAddress } from "./ip-address.ts"

/** Addresses and ranges of addresses, as settings name them. */
export class AddressRanges {
  readonly #list = new BlockList()

  constructor(ranges: readonly string[]) {
    for (const range of ranges) {
      const [address = "", bits] = range.split("/")
      const family = isIP(address) === 6 ? "ipv6" : "ipv4"
      if (bits === undefined) this.#list.addAddress(address, family)
      else this.#list.addSubnet(address, Number(bits), family)
    }
  }

  /** Whether an address, as the system shows it, is among them. */
  has(shown: string | undefined): boolean {
    const address = plainAddress(shown ?? "")
    const version = isIP(address)
    return version !== 0 && this.#list.check(address, version === 6 ? "ipv6" : "ipv4")
  }
}
