import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { stat } from "node:fs/promises"
import { findProgram } from "./find-program.ts"
import {
  filterFd,
  infoFd,
  type JailPrograms,
  jailArguments,
  libraryArgs,
  nobody,
  waitFd,
} from "./jail-arguments.ts"
import { mapUsers } from "./map-users.ts"
import { syscallFilter } from "./syscall-filter.ts"

/** A program to run, locked in with one film. */
export type JailedRun = {
  readonly program: string
  readonly args: readonly string[]
  readonly film: string
  /** Bytes that it may write, and milliseconds that it may take. */
  readonly mostBytes: number
  readonly mostMs: number
}

/** What a jailed program wrote; `isWhole` where it ended by itself and well. */
export type JailedEnd = { readonly isWhole: boolean; readonly output: Buffer; readonly complaint: string }

/** Characters of what it complains of that are kept. */
const mostComplaint = 2000

/**
 * Runs a program on one film, at the lowest priority, and lets it have nothing else: of the files it sees the film and its own
 * libraries, to read; there is no network and no other process, nor can it begin one; it is nobody, and can't get any more.
 * (bubblewrap with namespaces of its own, setpriv and prlimit of util-linux, and a filter of system calls.)
 */
export class Jail {
  readonly #programs: JailPrograms
  readonly #filter: Buffer
  readonly #libraryArgs: readonly string[]

  private constructor(programs: JailPrograms, filter: Buffer, libraryArgs: readonly string[]) {
    this.#programs = programs
    this.#filter = filter
    this.#libraryArgs = libraryArgs
  }

  /** Makes one; answers in a few words why where this machine, or what the server may do on it, doesn't allow it. */
  static async open(): Promise<Jail | string> {
    const filter = process.platform === "linux" ? syscallFilter(process.arch) : undefined
    if (filter === undefined) return "it takes Linux on x86-64 or ARM64"
    const [bwrap, nice, prlimit, setpriv] = await Promise.all(
      ["bwrap", "nice", "prlimit", "setpriv"].map(findProgram),
    )
    if (bwrap === undefined) return "bubblewrap is not installed"
    if (nice === undefined || prlimit === undefined || setpriv === undefined)
      return "nice, prlimit and setpriv are not installed"
    const isRoot = process.getuid?.() === 0
    const programs = { bwrap, nice, prlimit, setpriv: isRoot ? setpriv : undefined }
    const jail = new Jail(programs, filter, await libraryArgs())
    const run = { program: prlimit, args: ["--version"], film: prlimit, mostBytes: 10_000, mostMs: 30_000 }
    const tried = await jail.run(run)
    return tried.isWhole ? jail : `namespaces can't be made: ${tried.complaint}`
  }

  /** Runs a program to its end, or until it has had its time, written too much, or `signal` says so. */
  async run(run: JailedRun, signal?: AbortSignal): Promise<JailedEnd> {
    // A group and a session of its own: it has no terminal, and all of it ends at once, also while it is being locked in.
    const { nice, bwrap, setpriv } = this.#programs
    const child = spawn(nice, ["-n", "19", bwrap, ...jailArguments(this.#programs, this.#libraryArgs, run)], {
      detached: true,
      stdio: [
        "ignore",
        "pipe",
        "pipe",
        "pipe",
        ...(setpriv === undefined ? [] : (["pipe", "pipe"] as const)),
      ],
    })
    const kill = (): void => killGroup(child)
    const timer = setTimeout(kill, run.mostMs)
    signal?.addEventListener("abort", kill)
    if (signal?.aborted === true) kill()
    try {
      const output = collect(child.stdout, run.mostBytes, kill)
      const complaint = collect(child.stderr, mostComplaint, () => undefined)
      const closed = once(child, "close")
      await Promise.all([this.#begin(child, run.film).catch(kill), closed])
      const { bytes, isTooMuch } = output()
      return {
        isWhole: child.exitCode === 0 && !isTooMuch,
        output: bytes,
        complaint: complaint().bytes.toString().trim(),
      }
    } finally {
      clearTimeout(timer)
      signal?.removeEventListener("abort", kill)
    }
  }

  /** Gives it its filter and, where the server is root, the users that there are in it. */
  async #begin(child: ChildProcess, film: string): Promise<void> {
    const [filter, info, wait] = [filterFd, infoFd, waitFd].map((fd) => child.stdio[fd])
    for (const pipe of [filter, info, wait]) pipe?.on("error", () => undefined)
    if (filter && "end" in filter) filter.end(this.#filter)
    if (this.#programs.setpriv === undefined || !info || !("read" in info) || !wait || !("end" in wait))
      return
    // To its end: bubblewrap tells more than its process, and dies where nobody listens.
    let told = ""
    for await (const text of info.setEncoding("utf8")) told += String(text)
    const pid = /"child-pid":\s*(\d+)/.exec(told)?.[1]
    if (pid !== undefined) await mapUsers(Number(pid), Number(nobody), await stat(film))
    wait.end("x")
  }
}

function killGroup({ pid, exitCode, signalCode }: ChildProcess): void {
  if (pid === undefined || exitCode !== null || signalCode !== null) return
  try {
    process.kill(-pid, "SIGKILL")
  } catch {
    // It ended a moment ago.
  }
}

/** Keeps what a stream gives, up to so many bytes; `tooMuch` is called where there are more. */
function collect(
  stream: NodeJS.ReadableStream | null,
  mostBytes: number,
  tooMuch: () => void,
): () => { readonly bytes: Buffer; readonly isTooMuch: boolean } {
  const parts: Buffer[] = []
  let length = 0
  stream?.on("data", (part: Buffer) => {
    length += part.length
    if (length <= mostBytes) parts.push(part)
    else tooMuch()
  })
  return () => ({ bytes: Buffer.concat(parts), isTooMuch: length > mostBytes })
}
