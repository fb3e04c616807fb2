import type { Helper } from "../kit/helper.ts"
import type { Contender, Sample } from "../kit/interleave.ts"
import type { RunningServer } from "../requests/servers.ts"
import { filmBytes, piece } from "./film.ts"
import type { PeerCommands } from "./peer-process.ts"

type OtherEnd = Helper<PeerCommands>

const gibibyte = 1024 ** 3

/** Downloads of a film out of a server: `head` asks for it. */
export function download(
  name: string,
  server: RunningServer,
  otherEnd: OtherEnd,
  head: Uint8Array,
  framing: "frames" | "http",
): Contender {
  const run = async (): Promise<Sample> => {
    const before = server.cpuSeconds()
    const { bytes, seconds } = await otherEnd.ask("receive", { port: server.port, head, framing })
    return { count: bytes / gibibyte, seconds, cpuSeconds: since(before, server) }
  }
  return { name, run }
}

/**
 * Uploads of a film. What the last upload left is removed right before: memory that was given back is fresh for a virtual
 * machine's guest after a while, and fresh memory is slow at its first touch.
 */
export function upload(
  name: string,
  server: RunningServer,
  otherEnd: OtherEnd,
  { clear, framing, begin }: UploadPlan,
): Contender {
  const run = async (): Promise<Sample> => {
    const head = await begin()
    await clear()
    const before = server.cpuSeconds()
    const plan = { port: server.port, head, framing, piece, size: filmBytes }
    const { seconds } = await otherEnd.ask("send", plan)
    return { count: filmBytes / gibibyte, seconds, cpuSeconds: since(before, server) }
  }
  return { name, run }
}

/** How uploads to one server go: `begin` answers what is sent before the film. */
export type UploadPlan = {
  readonly framing: "frames" | "http"
  readonly begin: () => Promise<Uint8Array>
  readonly clear: () => Promise<void>
}

function since(before: number | undefined, server: RunningServer): number | undefined {
  const after = server.cpuSeconds()
  return before === undefined || after === undefined ? undefined : after - before
}
