import type { FilmReply } from "../../interface/message.ts"
import { endsEarly, readRange } from "./range-bytes.ts"
import type { Way } from "./send-film.ts"
import { sendThroughMemory } from "./send-through-memory.ts"
import type { SystemSender } from "./system-sender.ts"
import { mostBytes } from "./system-sendfile.ts"

const chunkBytes = 16 * 1024

/**
 * Sends a range by the system's own call, which fills the socket again and again; in between and before it, a chunk goes out
 * in the ordinary way: once that is taken, all is out that Node had queued, and where the socket was full, Node has waited for room,
 * with the deadline of each write, and no thread. Answers how many bytes were sent; ends when the peer is gone.
 */
export async function sendBySystem(reply: FilmReply, sender: SystemSender, way: Way): Promise<number> {
  const { length } = reply
  const chunk = Buffer.allocUnsafeSlow(Math.min(chunkBytes, length))
  let sent = 0
  while (sent < length && !way.gone.aborted) {
    const bytes = await readRange(reply, chunk, sent)
    if (!(await way.outbox.send(bytes))) break
    sent += bytes.length
    reply.progress(sent)
    const filled = await fillSocket(reply, sent, sender, way)
    // The ordinary way says what is wrong, or does what the call can't do with this file or socket.
    if (filled === "unable") return sendThroughMemory(reply, sent, way)
    sent = filled
  }
  return sent
}

/** Sends what follows `from` until the socket is full; answers how far it came. */
async function fillSocket(
  { film, offset, length, progress }: FilmReply,
  from: number,
  sender: SystemSender,
  { gone }: Way,
): Promise<number | "unable"> {
  let sent = from
  while (sent < length && !gone.aborted) {
    const taken = await sender.send(film.fd, offset + sent, Math.min(mostBytes, length - sent))
    if (taken === "unable") return sent === from ? "unable" : sent
    if (taken === 0) throw endsEarly(film, offset + sent)
    // A call that sent less than was asked found the socket full; by now a fast peer has made room again.
    if (taken === "full") break
    sent += taken
    progress(sent)
  }
  return sent
}
