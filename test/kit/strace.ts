import assert from "node:assert/strict"
import { spawn } from "node:child_process"
import { once } from "node:events"
import { readFile } from "node:fs/promises"
import { join } from "node:path"
import { createInterface } from "node:readline"
import { temporaryFolder } from "./temporary-folder.ts"

/** The reason for which a test that traces calls is skipped; undefined where it can run. */
export const noStrace = process.platform === "linux" ? undefined : "strace is Linux's"

/**
 * Traces calls of a process while `work` runs, with strace's expressions, as "trace=fsync" or "inject=fsync:error=EIO:when=2"
 * (each call and each thread is counted by itself), of its main thread alone where `isMainOnly`; answers the calls, one a line,
 * with the files' paths.
 */
export async function traced(
  pid: number | undefined,
  expressions: readonly string[],
  work: () => Promise<void>,
  { isMainOnly = false } = {},
): Promise<string[]> {
  await using folder = await temporaryFolder()
  const out = join(folder.path, "trace")
  const options = expressions.flatMap((expression) => ["-e", expression])
  if (!isMainOnly) options.push("-f")
  const strace = spawn("strace", ["-y", "-s", "16", ...options, "-o", out, "-p", String(pid)], {
    stdio: ["ignore", "ignore", "pipe"],
  })
  const ended = once(strace, "exit")
  const said: string[] = []
  for await (const line of createInterface({ input: strace.stderr })) {
    said.push(line)
    if (line.includes("attached")) break
  }
  assert.ok(said.at(-1)?.includes("attached"), said.join("\n"))
  try {
    await work()
  } finally {
    strace.kill("SIGINT")
    // Of a process that it killed strace sometimes waits for a thread that has ended already.
    const late = setTimeout(() => strace.kill("SIGKILL"), 1000)
    await ended.finally(() => clearTimeout(late))
  }
  return (await readFile(out, "utf8")).split("\n")
}
