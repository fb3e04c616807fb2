import { Socket } from "node:net"

const lingerMs = 1000

/**
 * A socket that a failed write does not close at once: what the peer said before it went away is still read, and reading
 * finds the end. Without it a refusal in the middle of an upload would be lost to EPIPE.
 */
export class LingeringSocket extends Socket {
  override destroy(error?: Error): this {
    if (error === undefined || !("syscall" in error) || error.syscall !== "write") return super.destroy(error)
    setTimeout(() => super.destroy(error), lingerMs).unref()
    return this
  }
}
