import { isIP, type Socket } from "node:net"
import { connect as connectTls } from "node:tls"
import { Trouble } from "../trouble.ts"
import { Arrivals } from "./arrivals.ts"
import { LingeringSocket } from "./lingering-socket.ts"

/** Where a server is and how to speak to it; `tls` true trusts the system's authorities, `ca` (PEM) one more. */
export type ServerAddress = {
  readonly host: string
  readonly port: number
  readonly tls?: boolean | { readonly ca: string }
}

const connectMs = 10_000
const keepAliveMs = 30_000

/** A socket that is connected, and the memory that its bytes arrive in. */
export type OpenSocket = { readonly socket: Socket; readonly arrivals: Arrivals }

/** Connects; throws Trouble CANNOT_CONNECT, or the signal's reason when it is aborted first. */
export async function openSocket(address: ServerAddress, signal?: AbortSignal): Promise<OpenSocket> {
  signal?.throwIfAborted()
  const arrivals = new Arrivals()
  const socket = begin(address, arrivals)
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const late = setTimeout(() => reject(new Error("ETIMEDOUT")), connectMs)
  const abort = (): void => reject(signal?.reason)
  signal?.addEventListener("abort", abort)
  socket.once(address.tls ? "secureConnect" : "connect", resolve)
  socket.once("error", reject)
  socket.once("close", () => reject(new Error("ECONNRESET")))
  try {
    await promise
    return { socket, arrivals }
  } catch (cause) {
    socket.on("error", () => undefined)
    socket.destroy()
    signal?.throwIfAborted()
    const { host, port } = address
    throw new Trouble("CANNOT_CONNECT", { host, port, reason: reasonOf(cause) }, { cause })
  } finally {
    clearTimeout(late)
    signal?.removeEventListener("abort", abort)
    socket.removeListener("error", reject)
  }
}

function begin({ host, port, tls }: ServerAddress, { onread }: Arrivals): Socket {
  const options = { host, port, noDelay: true, keepAlive: true, keepAliveInitialDelay: keepAliveMs }
  if (!tls) return new LingeringSocket({ onread }).connect(options)
  const servername = isIP(host) === 0 ? { servername: host } : {}
  // The types of Node don't know `onread` here, its manual does.
  const withMemory = { ...options, onread, ...servername, ...(tls === true ? {} : { ca: tls.ca }) }
  return connectTls(withMemory)
}

function reasonOf(error: unknown): string {
  // A name with several addresses fails with one error for each of them.
  const first = error instanceof AggregateError ? error.errors[0] : error
  if (!(first instanceof Error)) return String(first)
  return "code" in first && typeof first.code === "string" ? first.code : first.message
}
