import type { Settings } from "../../conf/settings.ts"
import { makeCertificate } from "./certificate.ts"
import { startServer, type TestServer } from "./server.ts"
import { temporaryFolder } from "./temporary-folder.ts"

/** Starts a server that speaks TLS with a certificate of its own, and so does its `connect`. */
export async function startTlsServer(settings?: Partial<Settings>): Promise<TestServer> {
  const folder = await temporaryFolder()
  const { cert, key, ca } = await makeCertificate(folder.path)
  const server = await startServer({ ...settings, tlsCert: cert, tlsKey: key })
  return {
    ...server,
    connect: (target) => server.connect({ ca, ...target }),
    [Symbol.asyncDispose]: async () => {
      await server[Symbol.asyncDispose]()
      await folder[Symbol.asyncDispose]()
    },
  }
}
