import { spawn } from "node:child_process"
import { once } from "node:events"
import { setTimeout as delay } from "node:timers/promises"
import { atExit } from "../kit/at-exit.ts"
import { type Place, placed } from "../kit/cores.ts"
import { childrenOf, familyCpuSecondsOf } from "../kit/cpu-seconds.ts"
import { someoneListens } from "../kit/free-port.ts"
import type { RunningServer } from "../requests/servers.ts"

const patienceMs = 5000

/** Starts a server that is not ours, and answers once it listens; its processor time is that of all its processes. */
export async function startExecutable(
  [program, ...programArgs]: readonly [string, ...string[]],
  port: number,
  place: Place,
): Promise<RunningServer> {
  const [command, args] = placed(place, program, programArgs)
  const child = spawn(command, args, { stdio: ["ignore", "ignore", "inherit"] })
  const forget = atExit(() => child.kill("SIGTERM"))
  const exited = once(child, "exit").finally(forget)
  const pid = child.pid ?? 0
  const ended = exited.then((): never => {
    throw new Error(`${program} ended before it listened`)
  })
  await Promise.race([someoneListens(port), ended])
  // It ends some time.
  ended.catch(() => undefined)
  return {
    port,
    pid,
    cpuSeconds: () => familyCpuSecondsOf(pid),
    settled: async () => {
      const endMs = performance.now() + patienceMs
      while (childrenOf(pid).length > 0 && performance.now() < endMs) await delay(5)
    },
    [Symbol.asyncDispose]: async () => {
      child.kill("SIGTERM")
      await exited
    },
  }
}
