/** The server can't be reached, or fell silent: nobody knows whether it heard the request. */
export class ConnectionLost extends Error {
  override readonly name = "ConnectionLost"
}
