import { constants } from "node:os"

/** The calls of the system that take bytes from sockets. */
export type IntakeCalls = {
  /** Takes what is there, without waiting: 0 at the end, "none" where nothing is there now; throws what the system says. */
  receive(socket: number, into: Uint8Array): number | "none"
  /** Waits until one of the descriptors of a poll(2) list is ready, for so many milliseconds at most. */
  poll(list: Uint8Array, count: number, ms: number): void
  /** Begins to write a part of a file to its disk, without waiting for it. */
  beginWriting(file: number, offset: number, bytes: number): void
  /** A second descriptor of the same socket; undefined where the system gives none. */
  duplicate(socket: number): number | undefined
  /** A descriptor that is ready to be read once something was written to it; undefined where the system gives none. */
  makeBell(): number | undefined
}

const dontWait = 0x40
const duplicateCloseOnExec = 1030
const bellFlags = 0o2004000
const startWrite = 2

/** The calls of this machine, undefined where they can't be had. */
export async function loadIntakeCalls(): Promise<IntakeCalls | undefined> {
  if (process.platform !== "linux") return undefined
  try {
    const { default: koffi } = await import("koffi")
    const system = koffi.load(null)
    const recv = system.func("intptr_t recv(int fd, uint8_t *into, size_t bytes, int flags)")
    const poll = system.func("int poll(uint8_t *list, unsigned long count, int ms)")
    const sync = system.func("int sync_file_range(int fd, int64_t offset, int64_t bytes, unsigned int flags)")
    const fcntl = system.func("int fcntl(int fd, int command, ...)")
    const eventfd = system.func("int eventfd(unsigned int value, int flags)")
    return {
      receive: (socket, into) => {
        const taken: number = recv(socket, into, into.length, dontWait)
        if (taken >= 0) return taken
        const reason = koffi.errno()
        if (reason === constants.errno.EAGAIN || reason === constants.errno.EINTR) return "none"
        throw Object.assign(new Error("recv failed"), { code: codeOf(reason) })
      },
      poll: (list, count, ms) => void poll(list, count, ms),
      beginWriting: (file, offset, bytes) => void sync(file, offset, bytes, startWrite),
      duplicate: (socket) => orNone(fcntl(socket, duplicateCloseOnExec, "int", 0)),
      makeBell: () => orNone(eventfd(0, bellFlags)),
    }
  } catch {
    return undefined
  }
}

function orNone(descriptor: number): number | undefined {
  return descriptor >= 0 ? descriptor : undefined
}

function codeOf(reason: number): string {
  return Object.entries(constants.errno).find(([, number]) => number === reason)?.[0] ?? `errno ${reason}`
}
