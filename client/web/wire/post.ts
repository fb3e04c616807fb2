import { isJsonObject } from "../../../interface/wire/is-json-object.ts"
import type { JsonObject } from "../../../interface/wire/parse-json.ts"
import { ConnectionLost } from "./connection-lost.ts"

/** How long a request may take, in milliseconds. */
export type PostOptions = { readonly signal?: AbortSignal | undefined; readonly quietMs?: number }

/**
 * Sends JSON to an address of the gateway and answers what it said, be it a refusal; throws ConnectionLost where no gateway
 * answered, and the signal's reason.
 */
export async function sendJson(
  method: "POST" | "DELETE",
  path: string,
  body: object,
  { signal, quietMs = 60_000 }: PostOptions = {},
): Promise<JsonObject> {
  const quiet = AbortSignal.timeout(quietMs)
  try {
    const response = await fetch(path, {
      method,
      credentials: "same-origin",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
      signal: signal === undefined ? quiet : AbortSignal.any([signal, quiet]),
    })
    const said: unknown = await response.json()
    // What a proxy says of a gateway that is away is not the gateway's word.
    if (!isJsonObject(said) || said.code === undefined) throw new ConnectionLost()
    return said
  } catch (error) {
    signal?.throwIfAborted()
    throw error instanceof ConnectionLost ? error : new ConnectionLost("no answer", { cause: error })
  }
}
