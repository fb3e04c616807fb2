import { closeSync } from "node:fs"
import { constants } from "node:os"
import { Semaphore } from "async-mutex"

/** What a call is asked for at most. It ends before where the socket is full, which is much sooner unless its peer is fast. */
export const mostBytes = 16 * 1024 * 1024
/** Of the four threads that Node has for files, passwords and such, those that films may take at a time. */
const mostCalls = 2
/** fcntl(2): duplicates a descriptor that child processes don't get. */
const duplicateCloseOnExec = 1030

/** What one call did: the bytes that the socket took (0 at the file's end), or why it took none. */
export type Sent = number | "full" | "unable"

/** Has the system send parts of files to sockets, a few at a time, in the order in which they were asked for. */
export type Sendfile = {
  /** Sends up to `count` bytes, or less where the socket is full; never waits for its peer. */
  send(socket: number, file: number, position: number, count: number): Promise<Sent>
  /** A second descriptor of the same socket, to be closed by `close`; undefined where the system gives none. */
  duplicate(socket: number): number | undefined
  close(socket: number): void
}

let loaded: Promise<Sendfile | undefined> | undefined

/** sendfile(2) of this machine, loaded at the first call; undefined where there is none that can be called. */
export function systemSendfile(): Promise<Sendfile | undefined> {
  loaded ??= load().catch(() => undefined)
  return loaded
}

async function load(): Promise<Sendfile | undefined> {
  if (process.platform !== "linux") return undefined
  const { default: koffi } = await import("koffi")
  const system = koffi.load(null)
  const call = system.func("intptr_t sendfile64(int out, int in, int64_t *offset, size_t count)")
  const fcntl = system.func("int fcntl(int fd, int command, ...)")
  const turns = new Semaphore(mostCalls)

  const sendNow = (socket: number, file: number, position: number, count: number): Promise<Sent> => {
    // In memory that V8 never moves, and each call's own: it is written while JavaScript goes on.
    const offset = new BigInt64Array(new ArrayBuffer(8))
    offset[0] = BigInt(position)
    return new Promise((resolve, reject) => {
      call.async(socket, file, offset, count, (error: unknown, result: unknown) => {
        // The call's errno is there for the time of its callback.
        const reason = koffi.errno()
        if (typeof result !== "number") reject(error)
        else if (result >= 0) resolve(result)
        else resolve(reason === constants.errno.EAGAIN ? "full" : "unable")
      })
    })
  }
  return {
    send: (...args) => turns.runExclusive(() => sendNow(...args)),
    duplicate: (socket) => {
      const copy: unknown = fcntl(socket, duplicateCloseOnExec, "int", 0)
      return typeof copy === "number" && copy >= 0 ? copy : undefined
    },
    close: closeSync,
  }
}
