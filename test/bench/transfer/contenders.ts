import type { Contender, Sample } from "../kit/interleave.ts"
import type { RunningServer } from "../requests/servers.ts"
import type { OtherEnd, Target } from "./other-end.ts"
import type { Plan } from "./plan.ts"

const gibibyte = 1024 ** 3

/** Downloads out of a server, of as many bytes as the plan names. */
export function download(
  name: string,
  server: RunningServer,
  otherEnd: OtherEnd,
  { target, plan }: { readonly target: Target; readonly plan: Plan },
): Contender {
  const run = async (): Promise<Sample> => {
    const before = server.cpuSeconds()
    const { bytes, seconds } = await otherEnd.transfer("receive", target, plan)
    return { count: bytes / gibibyte, seconds, cpuSeconds: since(before, server) }
  }
  return { name, run }
}

/** An upload that is about to begin: what is sent, and the seconds that asking for it took. */
export type BegunUpload = { readonly plan: Plan; readonly seconds: number }

/** How uploads of `size` bytes go to one server; `clear` removes what the last one, to whichever server, left. */
export type UploadWay = {
  readonly target: Target
  readonly size: number
  readonly begin: () => Promise<BegunUpload>
  readonly clear: () => Promise<void>
}

/**
 * Uploads of a film, from asking for it to the last reply. What the last upload left is removed right before: memory that
 * was given back is fresh for a virtual machine's guest after a while, and fresh memory is slow at its first touch.
 */
export function upload(
  name: string,
  server: RunningServer,
  otherEnd: OtherEnd,
  { target, size, begin, clear }: UploadWay,
): Contender {
  const run = async (): Promise<Sample> => {
    await clear()
    const before = server.cpuSeconds()
    const begun = await begin()
    const { seconds } = await otherEnd.transfer("send", target, begun.plan)
    await server.settled?.()
    const cpuSeconds = since(before, server)
    return { count: size / gibibyte, seconds: begun.seconds + seconds, cpuSeconds }
  }
  return { name, run }
}

function since(before: number | undefined, server: RunningServer): number | undefined {
  const after = server.cpuSeconds()
  return before === undefined || after === undefined ? undefined : after - before
}
