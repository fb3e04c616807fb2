import type { Socket } from "node:net"
import { Failure, refusal } from "../../interface/failure.ts"
import type { App } from "../app.ts"
import { isAnswering } from "./is-answering.ts"
import { rawAnswer } from "./raw-answer.ts"

/** Refuses what is no HTTP request, or did not arrive in time, and closes its connection; without a word within another answer. */
export function refuseUnreadable(
  { log, settings }: Pick<App, "log" | "settings">,
  error: Error & { code?: string },
  socket: Socket,
): void {
  // Not the error itself: it brings the bytes that could not be read, passwords and sessions among them.
  log.debug({ code: error.code, reason: error.message }, "an HTTP connection failed")
  if (error.code === "ECONNRESET" || !socket.writable || isAnswering(socket)) {
    socket.destroy()
    return
  }
  const code = error.code === "ERR_HTTP_REQUEST_TIMEOUT" ? "TIMED_OUT" : "BAD_REQUEST"
  socket.end(rawAnswer(refusal(new Failure(code), settings.lang)), () => socket.destroy())
}
