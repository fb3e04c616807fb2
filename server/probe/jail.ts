import type { ChildProcess } from "node:child_process"
import { spawn } from "node:child_process"
import { once } from "node:events"
import { lstat, readlink, stat } from "node:fs/promises"
import { findProgram } from "./find-program.ts"
import { mapUsers } from "./map-users.ts"
import { syscallFilter } from "./syscall-filter.ts"

/** Where a jailed program finds the one film that it sees. */
export const jailedFilm = "/film"

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

/** Address space, processor time, files, threads: plenty for one frame of a film of 8K, and no core, nor any file written. */
const limits = ["--as=1610612736", "--cpu=60", "--nofile=32", "--nproc=32", "--core=0", "--fsize=0"]
/** Nobody: a user that owns nothing. */
const nobody = "65534"
const mostComplaint = 2000
/** The descriptors by which bubblewrap is told the filter, tells its process, and waits. */
const [filterFd, infoFd, waitFd] = [3, 4, 5]

/** The libraries that programs are loaded with. */
const libraries = ["/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib"]
const loading = ["/etc/ld.so.cache", "/etc/alternatives"]

/**
 * Runs a program on one film, at the lowest priority, and lets it have nothing else: of the files it sees the film and its own
 * libraries, to read; there is no network and no other process; it is nobody, and can't get any more. (bubblewrap with
 * namespaces of its own, setpriv and prlimit of util-linux, and a filter of system calls.)
 */
export class Jail {
  readonly #bwrap: string
  readonly #prlimit: string
  readonly #filter: Buffer
  readonly #libraryArgs: readonly string[]
  /** Where the server is root it becomes nobody; else bubblewrap has the jail's only user be nobody. */
  readonly #setpriv: string | undefined

  private constructor(
    programs: { bwrap: string; prlimit: string; setpriv: string | undefined },
    filter: Buffer,
    libraryArgs: readonly string[],
  ) {
    this.#bwrap = programs.bwrap
    this.#prlimit = programs.prlimit
    this.#setpriv = programs.setpriv
    this.#filter = filter
    this.#libraryArgs = libraryArgs
  }

  /** Makes one; answers in a few words why where this machine, or what the server may do on it, doesn't allow it. */
  static async open(): Promise<Jail | string> {
    const filter = process.platform === "linux" ? syscallFilter(process.arch) : undefined
    if (filter === undefined) return "it takes Linux on x86-64 or ARM64"
    const [bwrap, prlimit, setpriv] = await Promise.all(["bwrap", "prlimit", "setpriv"].map(findProgram))
    if (bwrap === undefined) return "bubblewrap is not installed"
    if (prlimit === undefined || setpriv === undefined) return "prlimit and setpriv are not installed"
    const isRoot = process.getuid?.() === 0
    const programs = { bwrap, prlimit, setpriv: isRoot ? setpriv : undefined }
    const jail = new Jail(programs, filter, await libraryArgs())
    const run = { program: prlimit, args: ["--version"], film: prlimit, mostBytes: 10_000, mostMs: 10_000 }
    const tried = await jail.run(run)
    return tried.isWhole ? jail : `namespaces can't be made: ${tried.complaint}`
  }

  /** Runs a program to its end, or until it has had its time, written too much, or `signal` says so. */
  async run(run: JailedRun, signal?: AbortSignal): Promise<JailedEnd> {
    // A group and a session of its own: it has no terminal, and all of it ends at once, also while it is being locked in.
    const child = spawn("nice", ["-n", "19", this.#bwrap, ...this.#args(run)], {
      detached: true,
      stdio: [
        "ignore",
        "pipe",
        "pipe",
        "pipe",
        ...(this.#setpriv === undefined ? [] : (["pipe", "pipe"] as const)),
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

  #args({ program, args, film }: JailedRun): string[] {
    const own = [program, this.#prlimit, ...(this.#setpriv === undefined ? [] : [this.#setpriv])]
    return [
      ...["--unshare-all", "--unshare-user", "--die-with-parent", "--hostname", "jail"],
      ...["--seccomp", String(filterFd), "--cap-drop", "ALL", "--clearenv", "--setenv", "LC_ALL", "C"],
      ...(this.#setpriv === undefined ? ["--uid", nobody, "--gid", nobody] : asRoot),
      ...this.#libraryArgs,
      ...own.flatMap((path) => ["--ro-bind", path, path]),
      ...["--ro-bind", film, jailedFilm, "--remount-ro", "/", "--chdir", "/", "--"],
      ...(this.#setpriv === undefined ? [] : [this.#setpriv, ...becomeNobody]),
      ...[this.#prlimit, ...limits, "--", program, ...args],
    ]
  }

  /** Gives it its filter and, where the server is root, the users that there are in it. */
  async #begin(child: ChildProcess, film: string): Promise<void> {
    const [filter, info, wait] = [filterFd, infoFd, waitFd].map((fd) => child.stdio[fd])
    for (const pipe of [filter, info, wait]) pipe?.on("error", () => undefined)
    if (filter && "end" in filter) filter.end(this.#filter)
    if (this.#setpriv === undefined || !info || !("read" in info) || !wait || !("end" in wait)) return
    // To its end: bubblewrap tells more than its process, and dies where nobody listens.
    let told = ""
    for await (const text of info.setEncoding("utf8")) told += String(text)
    const pid = /"child-pid":\s*(\d+)/.exec(told)?.[1]
    if (pid !== undefined) await mapUsers(Number(pid), Number(nobody), await stat(film))
    wait.end("x")
  }
}

/** Root's bubblewrap waits until its users are mapped, and keeps what setpriv needs for a moment. */
const asRoot = [
  ...["--info-fd", String(infoFd), "--userns-block-fd", String(waitFd)],
  ...["CAP_SETUID", "CAP_SETGID", "CAP_SETPCAP", "CAP_DAC_READ_SEARCH"].flatMap((cap) => ["--cap-add", cap]),
]

/** All that is left is that it may read the film, whoever owns it. */
const onlyReads = "-all,+dac_read_search"
const becomeNobody = [
  ...[`--reuid=${nobody}`, `--regid=${nobody}`, "--clear-groups", "--no-new-privs"],
  ...[`--inh-caps=${onlyReads}`, `--ambient-caps=${onlyReads}`, `--bounding-set=${onlyReads}`, "--"],
]

function killGroup({ pid, exitCode, signalCode }: ChildProcess): void {
  if (pid === undefined || exitCode !== null || signalCode !== null) return
  try {
    process.kill(-pid, "SIGKILL")
  } catch {
    // It ended a moment ago.
  }
}

async function libraryArgs(): Promise<string[]> {
  const args = loading.flatMap((path) => ["--ro-bind-try", path, path])
  for (const path of libraries) {
    const found = await lstat(path).catch(() => undefined)
    if (found?.isSymbolicLink()) args.push("--symlink", await readlink(path), path)
    else if (found !== undefined) args.push("--ro-bind", path, path)
  }
  return args
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
