import type { Peer } from "./peer.ts"

/**
 * Answers once the server has read what other connections sent before: its answer to a ping on this one comes from the same
 * or a later round of its event loop.
 */
export async function barrier(peer: Peer): Promise<void> {
  await peer.ok({ type: "ping" })
}
