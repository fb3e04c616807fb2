import type { ServerResponse } from "node:http"
import type { Socket } from "node:net"

/**
 * Whether, and answered once, it is an answer's turn on its connection: a client may send requests without waiting, and Node then
 * begins with all of them. False where the connection is closed before that.
 */
export function hasTurn(response: ServerResponse, connection: Socket): Promise<boolean> {
  if (response.socket !== null || connection.destroyed) return Promise.resolve(!connection.destroyed)
  return new Promise((resolve) => {
    const done = (): void => {
      response.off("socket", done)
      connection.off("close", done)
      resolve(!connection.destroyed)
    }
    response.once("socket", done)
    connection.once("close", done)
  })
}
