import { randomBytes } from "node:crypto"
import { once } from "node:events"
import { createServer, type IncomingMessage, type OutgoingHttpHeaders, type ServerResponse } from "node:http"
import { contentType } from "../../interface/wire/content-type.ts"
import { byteRange } from "./byte-range.ts"
import type { FilmSource } from "./film-source.ts"
import { isAnotherUsers } from "./peer-owner.ts"

/** A film at an address of this machine that nobody can guess. */
export type FilmHttpServer = { readonly url: string; close(): Promise<void> }

/** Serves a film over HTTP to this user's programs on this machine; `replied` is told of each whole reply, and what ends one early. */
export async function serveFilm(
  source: FilmSource,
  fileName: string,
  replied: (error?: unknown) => void,
): Promise<FilmHttpServer> {
  const path = `/${randomBytes(16).toString("base64url")}/${encodeURIComponent(fileName)}`
  const server = createServer((request, response) => {
    if (request.url !== path) refuse(response, 404)
    else if (request.method !== "GET" && request.method !== "HEAD") {
      refuse(response, 405, { allow: "GET, HEAD" })
    } else answer(source, request, response, replied).catch(replied)
  })
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  const address = server.address()
  if (address === null || typeof address === "string") throw new Error("a TCP server has a port")
  return {
    url: `http://127.0.0.1:${address.port}${path}`,
    close: async () => {
      const closed = once(server, "close")
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

async function answer(
  source: FilmSource,
  request: IncomingMessage,
  response: ServerResponse,
  replied: () => void,
): Promise<void> {
  // A player's arguments, and so this address, can be read by everybody on the machine.
  if (await isAnotherUsers(request.socket)) return refuse(response, 404)
  const { name, size, contentId } = source.film
  const tag = contentId === null ? {} : { etag: `"${contentId}"` }
  const { range: header, "if-range": ifRange } = request.headers
  // A player whose film is another one by now has to begin anew.
  const asked = byteRange(ifRange === undefined || ifRange === tag.etag ? header : undefined, size)
  const headers = { "accept-ranges": "bytes", "content-type": contentType(name), ...tag }
  if (asked === "none") return refuse(response, 416, { ...headers, "content-range": `bytes */${size}` })
  const isWhole = asked === "whole"
  const range = isWhole ? { offset: 0, length: size } : asked
  const { offset, length } = range
  const placed = isWhole ? {} : { "content-range": `bytes ${offset}-${offset + length - 1}/${size}` }
  const writeHead = (): void => {
    response.writeHead(isWhole ? 200 : 206, { ...headers, ...placed, "content-length": length })
  }
  if (request.method === "HEAD" || length === 0) {
    writeHead()
    response.end()
    return
  }
  const left = new AbortController()
  response.once("close", () => left.abort(new Error("the player wants no more of it")))
  try {
    for await (const chunk of source.bytes(range, left.signal)) {
      if (!response.headersSent) writeHead()
      if (!response.write(chunk)) await once(response, "drain", { signal: left.signal })
      left.signal.throwIfAborted()
    }
    response.end()
    replied()
  } catch (error) {
    if (left.signal.aborted) return
    if (response.headersSent) response.destroy()
    else refuse(response, 502)
    throw error
  }
}

function refuse(response: ServerResponse, status: number, headers: OutgoingHttpHeaders = {}): void {
  response.writeHead(status, { ...headers, "content-length": 0 }).end()
}
