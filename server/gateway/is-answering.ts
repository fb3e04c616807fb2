import type { Socket } from "node:net"

/**
 * Whether an answer is under way on an HTTP connection: whatever else is written there comes within it. False where Node no longer
 * keeps it in this place, which it promises nobody.
 */
export function isAnswering(socket: Socket): boolean {
  return "_httpMessage" in socket && socket._httpMessage !== null
}
