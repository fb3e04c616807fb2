import { spawn, spawnSync } from "node:child_process"
import { once } from "node:events"
import { readFile } from "node:fs/promises"

const mostCalls = 12

/** The system's own count of a process's calls while something goes on, as strace prints it; undefined where there is no strace. */
export async function systemCallsDuring(
  pid: number,
  file: string,
  work: () => Promise<unknown>,
): Promise<string | undefined> {
  if (spawnSync("strace", ["-V"], { stdio: "ignore" }).status !== 0) return undefined
  const strace = spawn("strace", ["-f", "-c", "-S", "time", "-o", file, "-p", String(pid)], {
    stdio: ["ignore", "ignore", "pipe"],
  })
  const exited = once(strace, "exit")
  // It says so when it is attached.
  await Promise.race([once(strace.stderr, "data"), exited])
  strace.stderr.resume()
  try {
    await work()
  } finally {
    strace.kill("SIGINT")
    await exited
  }
  return (await readFile(file, "utf8")).split("\n", mostCalls + 2).join("\n")
}
