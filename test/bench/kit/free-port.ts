import { once } from "node:events"
import { connect, createServer } from "node:net"
import { setTimeout as delay } from "node:timers/promises"

const patienceMs = 20_000

/** A TCP port that is free at this moment. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1")
  await once(server, "listening")
  const address = server.address()
  server.close()
  if (typeof address !== "object" || address === null) throw new Error("no port")
  return address.port
}

/** Answers once somebody listens on a port. */
export async function someoneListens(port: number): Promise<void> {
  const endMs = performance.now() + patienceMs
  for (;;) {
    const socket = connect({ port, host: "127.0.0.1" })
    const isThere = await once(socket, "connect").then(
      () => true,
      () => false,
    )
    socket.destroy()
    if (isThere) return
    if (performance.now() > endMs) throw new Error(`nobody listens on port ${port}`)
    await delay(20)
  }
}
