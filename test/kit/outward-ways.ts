import { describe } from "node:test"
import type { Settings } from "../../conf/settings.ts"
import type { Peer } from "./peer.ts"
import { startServer, type TestServer } from "./server.ts"
import { startTlsServer } from "./tls-server.ts"

/** One of the ways in which films leave a server. */
export type OutwardWay = {
  readonly name: "sendfile" | "through memory" | "TLS"
  /** Starts a server whose films leave this way; its `connect` speaks what it speaks. */
  start(settings?: Partial<Settings>): Promise<TestServer>
}

const ways: readonly OutwardWay[] = [
  { name: "sendfile", start: (settings) => startServer({ sendfile: true, ...settings }) },
  { name: "through memory", start: (settings) => startServer({ sendfile: false, ...settings }) },
  { name: "TLS", start: startTlsServer },
]

/** Declares the same tests for each way in which films leave a server. */
export function forEachWay(declare: (way: OutwardWay) => void): void {
  for (const way of ways) describe(way.name, () => declare(way))
}

/** One more connection of whoever is logged in on `peer`. */
export async function connectAgain(server: TestServer, { session }: Peer): Promise<Peer> {
  const again = await server.connect()
  again.session = session
  return again
}
