import { execFileSync, spawnSync } from "node:child_process"
import { availableParallelism } from "node:os"

const cores = availableParallelism()
/** The core of whatever is measured; load generators, databases and this program share the other one. */
const measuredCore = 0
const otherCore = 1

/** Where a program runs: on the measured core, beside this program on the other one, or on all that there are. */
export type Place = "measured" | "beside" | "anywhere"

/** Whether processes can be held on one core each: taskset is there, and two cores. */
export const canPin = cores >= 2 && spawnSync("taskset", ["--version"], { stdio: "ignore" }).status === 0

/** Moves this process, and what it starts later, off the measured core. */
export function leaveMeasuredCore(): void {
  if (canPin) execFileSync("taskset", ["-a", "-p", "-c", String(otherCore), String(process.pid)])
}

/** A command line that runs in a place, where processes can be held on one core. */
export function placed(place: Place, command: string, args: readonly string[]): [string, string[]] {
  // What runs beside this program inherits its core.
  if (!canPin || place === "beside") return [command, [...args]]
  const list = place === "measured" ? String(measuredCore) : `0-${cores - 1}`
  return ["taskset", ["-c", list, command, ...args]]
}
