import { z } from "zod"

const account = z.object({
  /** The server as host:port, the kind of account and its name: what it is looked up by. */
  server: z.string(),
  kind: z.enum(["admin", "user"]),
  name: z.string(),
  series: z.string(),
  token: z.string(),
  /** The token that was chosen to come next: it is there before the server hears of it, so that a crash leaves a repeat. */
  next: z.string().optional(),
})

const state = z.object({
  /** What this device calls itself; each server is told a hash of its own of it. */
  device: z.string(),
  /** The last used first. */
  accounts: z.array(account),
})

/** An account that stays logged in on this device. */
export type RememberedAccount = z.output<typeof account>

/** All that this device remembers of accounts. */
export type RememberedState = z.output<typeof state>

/** Reads what was remembered; undefined where that makes no sense. */
export function readRemembered(text: string): RememberedState | undefined {
  try {
    return state.safeParse(JSON.parse(text)).data
  } catch {
    return undefined
  }
}

/** Which account is meant: of a server and a kind, by its name or the one used last. */
export type Wanted = {
  readonly server: string
  readonly kind: "admin" | "user"
  readonly name: string | undefined
}

/** Whether an account is the one that is meant. Names are the same whatever the case. */
export function isWanted(one: RememberedAccount, { server, kind, name }: Wanted): boolean {
  if (one.server !== server || one.kind !== kind) return false
  return name === undefined || folded(name) === folded(one.name)
}

function folded(name: string): string {
  return name.normalize("NFKC").toLowerCase()
}
