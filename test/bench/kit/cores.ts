import { execFileSync, spawnSync } from "node:child_process"
import { availableParallelism } from "node:os"

/** The core of whatever is measured; load generators, databases and this program share the other one. */
export const measuredCore = 0
const otherCore = 1

/** Whether processes can be held on one core each: taskset is there, and two cores. */
export const canPin =
  availableParallelism() >= 2 && spawnSync("taskset", ["--version"], { stdio: "ignore" }).status === 0

/** Moves this process, and what it starts later, off the measured core. */
export function leaveMeasuredCore(): void {
  if (canPin) execFileSync("taskset", ["-a", "-p", "-c", String(otherCore), String(process.pid)])
}

/** A command line that runs on the measured core where processes can be held on one. */
export function onMeasuredCore(command: string, args: readonly string[]): [string, string[]] {
  return canPin ? ["taskset", ["-c", String(measuredCore), command, ...args]] : [command, [...args]]
}
