import { isIP } from "node:net"
import { parseSmtpUrl } from "./smtp-url.ts"

/** What a setting takes: a sentence for the person who got it wrong, and a parser that answers undefined for a wrong text. */
export type Kind<T> = {
  readonly takes: string
  readonly parse: (text: string) => T | undefined
  /** How a value is written, where that isn't what String makes of it. */
  show?(value: T): string
}

/** Any text. */
export function text(takes = "any text"): Kind<string> {
  return { takes, parse: (value) => value }
}

/** A secret of so many characters, or more. */
export function secret(least: number): Kind<string> {
  return {
    takes: `at least ${least} characters`,
    parse: (value) => (value.length >= least ? value : undefined),
  }
}

/** A whole number between two bounds, both allowed. */
export function whole(least: number, most: number): Kind<number> {
  return {
    takes: `a whole number from ${least} to ${most}`,
    parse: (value) => {
      const number = /^\d{1,15}$/.test(value) ? Number(value) : Number.NaN
      return number >= least && number <= most ? number : undefined
    },
  }
}

/** A number of seconds from `least` to a day, fractions allowed ("0.25"). */
export function seconds(least = 0): Kind<number> {
  return {
    takes: `seconds from ${least} to 86400, such as 30 or 0.5`,
    parse: (value) => {
      const number = /^\d{1,5}(\.\d{1,3})?$/.test(value) ? Number(value) : Number.NaN
      return number >= least && number <= 86_400 ? number : undefined
    },
  }
}

const unitBytes: Readonly<Record<string, number>> = {
  "": 1,
  K: 1024,
  M: 1024 ** 2,
  G: 1024 ** 3,
  T: 1024 ** 4,
}

/** A number of bytes, with K, M, G or T for powers of 1024 ("64M"); `least` in bytes is the smallest that makes sense. */
export function bytes(least: number): Kind<number> {
  return {
    takes: `a number of bytes of at least ${least}, such as 65536, 64K, 16M or 64G`,
    parse: (value) => {
      const match = /^(\d{1,15})([KMGT]?)$/.exec(value)
      if (match === null) return undefined
      const number = Number(match[1]) * (unitBytes[match[2] ?? ""] ?? Number.NaN)
      return Number.isSafeInteger(number) && number >= least ? number : undefined
    },
  }
}

/** Bytes of a piece: a power of two from 64K to 1G. */
export function pieceSize(): Kind<number> {
  const { parse } = bytes(64 * 1024)
  return {
    takes: "a power of two from 64K to 1G, such as 8M",
    parse: (value) => {
      const size = parse(value)
      return size !== undefined && size <= 1024 ** 3 && Number.isInteger(Math.log2(size)) ? size : undefined
    },
  }
}

/** One of a few words. */
export function choice<const T extends string>(words: readonly T[]): Kind<T> {
  return { takes: `one of ${words.join(", ")}`, parse: (value) => words.find((word) => word === value) }
}

/** Yes or no: 1, true, yes, on, or 0, false, no, off. */
export function yesOrNo(): Kind<boolean> {
  return {
    takes: "1, true, yes or on, or 0, false, no or off",
    parse: (value) => {
      if (/^(1|true|yes|on)$/i.test(value)) return true
      return /^(0|false|no|off)$/i.test(value) ? false : undefined
    },
  }
}

/** A database's address: `sqlite:PATH` or `mysql://user:password@host:port/database?…`. */
export function databaseUrl(): Kind<string> {
  return {
    takes: "sqlite:PATH or mysql://user:password@host:port/database",
    parse: (value) => {
      if (/^sqlite:.+/.test(value)) return value
      return /^mysql:\/\/.+\/.+/.test(value) && URL.canParse(value) ? value : undefined
    },
  }
}

/** Some of a few words, with commas between them; none is fine. */
export function words<const T extends string>(known: readonly T[]): Kind<readonly T[]> {
  return {
    takes: `some of ${known.join(", ")}, with commas between them`,
    parse: (value) => {
      const said = value.split(",").flatMap((word) => word.trim() || [])
      const found = known.filter((word) => said.includes(word))
      return found.length === new Set(said).size ? found : undefined
    },
  }
}

/** A term of VIP that is for sale. */
export type VipTerm = { readonly days: number; readonly priceFen: number }

/** One or more terms of VIP as DAYS:FEN with commas between them ("30:3000,365:29800"), each number of days once. */
export function vipTerms(): Kind<readonly VipTerm[]> {
  return {
    takes: "terms of VIP as DAYS:FEN with commas between them, such as 30:3000,365:29800",
    parse: (value) => {
      const terms = value.split(",").map((term) => /^(\d{1,4}):(\d{1,8})$/.exec(term.trim()))
      const found = terms.flatMap((match) =>
        match === null ? [] : [{ days: Number(match[1]), priceFen: Number(match[2]) }],
      )
      const isSound = found.every(({ days, priceFen }) => days > 0 && priceFen <= 10_000_000)
      const isEachOnce = new Set(found.map(({ days }) => days)).size === terms.length
      return isSound && isEachOnce ? found : undefined
    },
    show: (terms) => terms.map(({ days, priceFen }) => `${days}:${priceFen}`).join(),
  }
}

/** A mail server's address: `smtps://user:password@host:port`, or `smtp://…`. */
export function smtpUrl(): Kind<string> {
  return {
    takes:
      "smtps://user:password@host:port, or smtp://user:password@host:port for STARTTLS (special characters as %XX)",
    parse: (value) => (parseSmtpUrl(value) === undefined ? undefined : value),
  }
}

/** A mail address, with or without a name before it: `Reelwire <films@example.com>`. */
export function mailbox(): Kind<string> {
  const address = /^[^\s<>@,;:"]{1,64}@[A-Za-z0-9.-]{1,253}$/
  return {
    takes: "a mail address, such as films@example.com or Reelwire <films@example.com>",
    parse: (value) => {
      const bare = /^[^\p{Cc}<>"]*<([^<>]*)>$/u.exec(value)?.[1] ?? value
      return address.test(bare) ? value : undefined
    },
  }
}

const thisMachine = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/

/** An address of the web: https://, or http:// on this machine; `isBare` leaves no room for a query. */
export function webAddress({ isBare }: { readonly isBare: boolean }): Kind<string> {
  return {
    takes: "an address such as https://films.example (http:// only on this machine)",
    parse: (value) => {
      if (!/^https?:\/\/[^/\s]\S*$/.test(value) || !URL.canParse(value)) return undefined
      const { protocol, hostname, search, hash } = new URL(value)
      const isSafe = protocol === "https:" || thisMachine.test(hostname)
      return isSafe && hash === "" && !(isBare && search !== "") ? value : undefined
    },
  }
}

/** A path of the web that begins and ends with a slash: `/films-of-reelwire/`. */
export function urlFolder(): Kind<string> {
  return {
    takes: "a path that begins and ends with a slash, such as /stored-films/",
    parse: (value) => (/^\/([\w.~-]+\/)+$/.test(value) ? value : undefined),
  }
}

/** Addresses and ranges of addresses (CIDR), with commas between them; none is fine. */
export function addressRanges(): Kind<readonly string[]> {
  return {
    takes: "addresses or ranges such as 127.0.0.1,10.0.0.0/8, with commas between them",
    parse: (value) => {
      const ranges = partsOf(value)
      return ranges.every(isAddressRange) ? ranges : undefined
    },
    show: (ranges) => ranges.join(),
  }
}

function isAddressRange(range: string): boolean {
  const [address = "", bits, ...more] = range.split("/")
  const version = isIP(address)
  // A zone names an interface of one machine: no range of addresses.
  if (version === 0 || address.includes("%") || more.length > 0) return false
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128))
}

/** What stands between commas, without what is empty. */
function partsOf(value: string): readonly string[] {
  return value.split(",").flatMap((part) => part.trim() || [])
}

/** A server's name or address, and its port. */
export type HostAndPort = { readonly host: string; readonly port: number }

/** Servers as HOST:PORT with commas between them (`[::1]:8087` for IPv6); none is fine. */
export function hostsAndPorts(): Kind<readonly HostAndPort[]> {
  return {
    takes: "servers as HOST:PORT with commas between them, such as films.example:8087,[2001:db8::1]:8087",
    parse: (value) => {
      const parts = partsOf(value)
      const found = parts.flatMap((part) => hostAndPort(part) ?? [])
      return found.length === parts.length ? found : undefined
    },
    show: (found) =>
      found.map(({ host, port }) => `${host.includes(":") ? `[${host}]` : host}:${port}`).join(),
  }
}

function hostAndPort(text: string): HostAndPort | undefined {
  const match = /^(?:\[([0-9A-Fa-f:.]+)\]|([A-Za-z0-9.-]{1,253})):(\d{1,5})$/.exec(text)
  const [host, port] = [match?.[1] ?? match?.[2] ?? "", Number(match?.[3])]
  return port > 0 && port <= 65_535 ? { host, port } : undefined
}

/** Origins of pages (`https://films.example`), with commas between them; none is fine. */
export function origins(): Kind<readonly string[]> {
  return {
    takes: "origins such as https://films.example, with commas between them",
    parse: (value) => {
      const found = partsOf(value)
      return found.every((origin) => URL.canParse(origin) && new URL(origin).origin === origin)
        ? found
        : undefined
    },
    show: (found) => found.join(),
  }
}
