import type { HeldSlot, Peer } from "../../interface/context.ts"
import type { Failure } from "../../interface/failure.ts"
import type { PushOf } from "../../interface/pushes.ts"
import type { Slot } from "./slot.ts"

/** A request that waits for its turn by itself, since its client wants no place to be told of. */
export type WaitingRequest = {
  /** The download that goes on; undefined for a new one. */
  readonly downloadId: number | undefined
  grant(slot: HeldSlot): void
  refuse(failure: Failure): void
}

/** Somebody's place in the line for a film. */
export type Place = {
  /** 256 random bits: whoever of the same account presents them has the place. */
  readonly token: string
  /** In the order in which they came. */
  readonly number: number
  readonly userId: number
  readonly movieId: number
  readonly isVip: boolean
  /** When it came, by performance.now(). */
  readonly sinceMs: number
  /** Settled once it is safe in the table, where it has to be. */
  readonly stored: Promise<void>
  readonly request: WaitingRequest | undefined
  /** The connections that are told of it, each with what takes it off the list; none while its client is away. */
  readonly peers: Map<Peer, () => void>
  /** The session that asked last. */
  session: string | undefined
  /** The slot that is offered to it. */
  offered: Slot | undefined
  /** The end of its grace, or of its offer. */
  timer: NodeJS.Timeout | undefined
  /** How many people in front it was told of last. */
  toldFront: number | undefined
}

/** Whether somebody is there to take a turn. */
export function isPresent({ request, peers }: Place): boolean {
  return request !== undefined || peers.size > 0
}

/** Tells whoever waits at a place something; nothing where they are away. */
export function tell({ peers }: Place, frame: PushOf<"queue" | "turn" | "lost">): void {
  for (const peer of peers.keys()) peer.push(frame)
}
