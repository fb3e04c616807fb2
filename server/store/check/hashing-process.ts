import { type ChildProcess, fork } from "node:child_process"
import { once } from "node:events"
import { fileURLToPath } from "node:url"
import type { FileHashes, HashWish } from "./hash-file.ts"
import { type HashingReply, type HashingRequest, isHashingReply } from "./hashing-messages.ts"
import type { MendWish } from "./mend-file.ts"

const script = fileURLToPath(new URL("./hashing-main.ts", import.meta.url))

/** A file could not be opened, or not be written: the message says why. */
export class FileFailed extends Error {
  override readonly name = "FileFailed"
}

/**
 * Hashes and mends files in a process of its own at the lowest priority, so that this one goes on serving; one file at a
 * time. The process begins with the first file; it ends with `close`, and with this process however that ends.
 */
export class HashingProcess {
  #child: ChildProcess | undefined

  /**
   * Hashes a file; `read` is told of bytes as they are done with. Undefined where there is no such file; throws FileFailed
   * where it can't be opened, and other errors where the process ends meanwhile.
   */
  async hash(wish: HashWish, read?: (bytes: number) => void): Promise<FileHashes | undefined> {
    const reply = await this.#ask({ kind: "hash", wish }, read)
    return reply.kind === "hashed" ? reply.found : undefined
  }

  /** Mends a file, as `mendFile` does; answers the pieces that are left; throws FileFailed where the disk doesn't take it. */
  async mend(wish: MendWish): Promise<readonly number[]> {
    const reply = await this.#ask({ kind: "mend", wish })
    return reply.kind === "mended" ? reply.left : wish.pieces
  }

  /** Ends the process; what it is at is given up. */
  async close(): Promise<void> {
    const child = this.#child
    if (child === undefined || hasEnded(child)) return
    const exited = once(child, "exit")
    child.kill("SIGKILL")
    await exited
  }

  async #ask(request: HashingRequest, read?: (bytes: number) => void): Promise<HashingReply> {
    const child = this.#running()
    const { promise, resolve, reject } = Promise.withResolvers<HashingReply>()
    const ended = (): void => reject(new Error("the hashing process ended"))
    const told = (message: unknown): void => {
      if (!isHashingReply(message)) return
      if (message.kind === "read") read?.(message.bytes)
      else if (message.kind === "failed") reject(new FileFailed(`${request.wish.path}: ${message.reason}`))
      else resolve(message)
    }
    child.on("message", told).once("exit", ended).once("error", reject)
    try {
      child.send(request)
      return await promise
    } finally {
      child.off("message", told).off("exit", ended).off("error", reject)
    }
  }

  #running(): ChildProcess {
    if (this.#child !== undefined && !hasEnded(this.#child)) return this.#child
    const child = fork(script, [], {
      serialization: "advanced",
      execArgv: [],
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    })
    // One that could not begin never exits. Whoever waits for a file learns of it by itself.
    child.once("error", () => {
      if (child.pid === undefined) this.#child = undefined
    })
    this.#child = child
    return child
  }
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null
}
