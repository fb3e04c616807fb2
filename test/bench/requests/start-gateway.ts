import { freePort, someoneListens } from "../kit/free-port.ts"
import type { RunningServer } from "./servers.ts"

/** The settings of a server whose gateway listens on a port of its own, with no limit to requests from one address. */
export async function gatewayEnv(): Promise<{
  readonly httpPort: number
  readonly env: Record<string, string>
}> {
  const httpPort = await freePort()
  const env = {
    REELWIRE_GATEWAY: "1",
    REELWIRE_HTTP_PORT: String(httpPort),
    REELWIRE_REQUESTS_PER_MINUTE: "0",
    REELWIRE_TRUSTED_PROXIES: "127.0.0.1",
  }
  return { httpPort, env }
}

/** The same server by its gateway's port, once that listens. */
export async function gatewayOf(server: RunningServer, httpPort: number): Promise<RunningServer> {
  await someoneListens(httpPort)
  return { ...server, port: httpPort }
}
