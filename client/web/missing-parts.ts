import { call } from "./wire/call.ts"

const missing = new WeakSet<Error>()
const leastMs = 10_000

window.addEventListener("vite:preloadError", ({ payload }) => missing.add(payload))

/** Whether something failed because a part of the page couldn't be loaded. */
export function isMissingPart(error: unknown): error is Error {
  return error instanceof Error && missing.has(error)
}

/**
 * Loads the whole page anew at a path, once the server can be reached: parts are missing while it is away, and when it has a
 * newer build by now, which no longer has those that this page asks for. Not twice within seconds.
 */
export async function loadAnew(path: string): Promise<void> {
  await call("about_server", {})
  const lastMs = Number(sessionStorage.getItem("reelwire.loaded-anew"))
  if (Date.now() - lastMs < leastMs) throw new Error("a part of the page is missing")
  sessionStorage.setItem("reelwire.loaded-anew", String(Date.now()))
  location.assign(path)
}
