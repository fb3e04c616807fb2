import { once } from "node:events"
import type { IncomingMessage } from "node:http"
import { request } from "node:https"
import { buffer } from "node:stream/consumers"

/** An answer over HTTP, all of it. */
export type Answered = {
  readonly status: number
  readonly headers: IncomingMessage["headers"]
  readonly body: Buffer
  readonly json: () => Readonly<Record<string, unknown>>
}

/** What a request over HTTPS has beside its address. */
export type HttpsRequest = {
  readonly port: number
  readonly ca: string
  /** The loopback address it comes from. */
  readonly from?: string
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: Uint8Array | string
}

/** Asks over HTTPS, on a connection of its own. */
export async function askHttps(
  path: string,
  { port, ca, from = "127.0.0.1", method = "GET", headers = {}, body }: HttpsRequest,
): Promise<Answered> {
  const asked = request({
    ...{ host: "127.0.0.1", port, ca, servername: "localhost", localAddress: from, agent: false },
    ...{ path, method, headers: { host: `localhost:${port}`, ...headers } },
  })
  asked.end(body)
  const [response]: IncomingMessage[] = await once(asked, "response")
  if (response === undefined) throw new Error("there is no response")
  const bytes = await buffer(response)
  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    body: bytes,
    json: () => JSON.parse(bytes.toString()),
  }
}
