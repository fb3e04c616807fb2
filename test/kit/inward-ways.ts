import { describe } from "node:test"
import type { Settings } from "../../conf/settings.ts"
import { startServer, type TestServer } from "./server.ts"
import { startTlsServer } from "./tls-server.ts"

/** One of the ways in which films come into a server. */
export type InwardWay = {
  readonly name: "thread" | "through memory" | "TLS"
  /** Starts a server that takes films this way; its `connect` speaks what it speaks. */
  start(settings?: Partial<Settings>): Promise<TestServer>
}

const ways: readonly InwardWay[] = [
  { name: "thread", start: (settings) => startServer({ uploadThread: true, ...settings }) },
  { name: "through memory", start: (settings) => startServer({ uploadThread: false, ...settings }) },
  { name: "TLS", start: (settings) => startTlsServer({ uploadThread: true, ...settings }) },
]

/** Declares the same tests for each way in which films come into a server. */
export function forEachInwardWay(declare: (way: InwardWay) => void): void {
  for (const way of ways) describe(way.name, () => declare(way))
}
