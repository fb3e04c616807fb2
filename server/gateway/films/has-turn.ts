import type { ServerResponse } from "node:http"
import type { Socket } from "node:net"

/** Requests that wait on one connection at most: an answer that has not begun says nothing that would have Node read no more. */
const mostWaiting = 64

/**
 * Whether, and answered once, it is an answer's turn on its connection: a client may send requests without waiting, and Node then
 * begins with all of them. False where the connection is closed before that, as it is where too many wait.
 */
export function hasTurn(response: ServerResponse, connection: Socket): Promise<boolean> {
  if (connection.listenerCount("close") > mostWaiting) connection.destroy()
  if (response.socket !== null || connection.destroyed) return Promise.resolve(!connection.destroyed)
  connection.setMaxListeners(2 * mostWaiting)
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
