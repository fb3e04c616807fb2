import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { atExit } from "./at-exit.ts"
import { type Place, placed } from "./cores.ts"

/** How a program is started: where it runs, with which arguments, and in which environment. */
export type ProgramOptions = {
  readonly place: Place
  readonly nodeOptions?: readonly string[]
  readonly args?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
}

// A setting of the person who measures must not change what is measured.
const inherited = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !name.startsWith("REELWIRE_")),
)

/** A TypeScript program of ours in a process of its own, which goes away with this object. */
export class Program implements AsyncDisposable {
  readonly child: ChildProcess
  /** Resolves when the process has ended. */
  readonly exited: Promise<unknown>

  constructor(file: string, { place, nodeOptions = [], args = [], env = {} }: ProgramOptions) {
    const [command, words] = placed(place, process.execPath, [...nodeOptions, file, ...args])
    this.child = spawn(command, words, {
      env: { ...inherited, NODE_ENV: "production", ...env },
      stdio: ["ignore", "ignore", "inherit", "ipc"],
      serialization: "advanced",
    })
    const forget = atExit(() => this.child.kill("SIGKILL"))
    this.exited = once(this.child, "exit").finally(forget)
  }

  /** Its process id; taskset becomes the program that it starts, so the id is the program's own. */
  get pid(): number {
    if (this.child.pid === undefined) throw new Error("the program did not start")
    return this.child.pid
  }

  /** Asks it to end and waits until it has. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) this.child.kill("SIGTERM")
    await this.exited
  }
}
