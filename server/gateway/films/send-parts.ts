import type { FastifyReply } from "fastify"
import type { FilmReply } from "../../../interface/message.ts"
import type { App } from "../../app.ts"
import { Outbox } from "../../outbox.ts"
import { sendFilm, type Way } from "../../sending/send-film.ts"
import type { RangeBeginner } from "./begin-range.ts"
import type { FilmParts } from "./film-parts.ts"

/**
 * Sends ranges of a film, of which the first has begun, as the answer to an HTTP request; answers how many of their bytes were
 * taken. The head goes out in Node's way and the film past it on the same socket, so it has to be the answer's turn there. What
 * goes wrong on the way ends the connection, since nothing else can tell its peer.
 */
export async function sendParts(
  app: App,
  reply: FastifyReply,
  { status, headers, parts, after }: FilmParts,
  {
    first,
    begin,
    gone,
  }: { readonly first: FilmReply; readonly begin: RangeBeginner; readonly gone: AbortSignal },
): Promise<number> {
  const response = reply.hijack().raw
  const { socket } = response
  const { pacer, settings, log } = app
  if (socket === null) {
    // Its peer is gone.
    await end(first, 0)
    return 0
  }
  const outbox = new Outbox(socket, settings.writeStallS, () => socket.destroy())
  const way: Way = { socket, outbox, gone, pacer, maySystemSend: settings.sendfile }
  let bytes = 0
  let begun: FilmReply | undefined = first
  try {
    writeHead(reply.headers(headers), status)
    for (const { before, range } of parts) {
      const part = begun ?? (await begin(range)).film
      begun = undefined
      const taken = part === undefined ? 0 : await sendPart(part, before, way)
      bytes += taken
      if (taken < range.length) {
        socket.destroy()
        return bytes
      }
    }
    if (after.length > 0) await outbox.send(after)
    response.end()
    // Node closes what is idle when it begins to stop, and this connection wasn't.
    if (app.stopping.aborted) socket.end()
  } catch (error) {
    log.error({ err: error }, "a film broke off on its way over HTTP")
    socket.destroy()
  } finally {
    outbox.close()
    if (begun !== undefined) await end(begun, 0)
  }
  return bytes
}

async function sendPart(part: FilmReply, before: Buffer, way: Way): Promise<number> {
  let taken = 0
  try {
    if (before.length > 0 && !(await way.outbox.send(before))) return taken
    taken = await sendFilm(part, way)
    return taken
  } finally {
    await end(part, taken)
  }
}

function end({ film, ended }: FilmReply, taken: number): Promise<void> {
  return film.close().finally(() => ended(taken))
}

/** Fastify, which doesn't answer this request any more, still has the headers that its plugins gave. */
function writeHead(reply: FastifyReply, status: number): void {
  const response = reply.raw
  response.statusCode = status
  for (const [name, value] of Object.entries(reply.getHeaders())) {
    if (value !== undefined) response.setHeader(name, value)
  }
  response.flushHeaders()
}
