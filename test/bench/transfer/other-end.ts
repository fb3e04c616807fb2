import { execFileSync, spawn, spawnSync } from "node:child_process"
import { once } from "node:events"
import { readdirSync } from "node:fs"
import { join } from "node:path"
import { text } from "node:stream/consumers"
import { atExit } from "../kit/at-exit.ts"
import { type Place, placed } from "../kit/cores.ts"
import { benchFile } from "../kit/paths.ts"
import { programPath } from "./packages.ts"
import { encodePlan, type Plan } from "./plan.ts"

/** A server, how it frames what it says, and whether it speaks TLS. */
export type Target = {
  readonly port: number
  readonly framing: "frames" | "http" | "ftp" | "raw"
  readonly isTls: boolean
}

/** Seconds that small requests took. */
export type Latencies = {
  readonly count: number
  readonly p50: number
  readonly p99: number
  readonly most: number
}

/** How long a transfer goes on, and whether it leaves the processor to whoever else wants it. */
type TransferOptions = { readonly seconds?: number; readonly isYielding?: boolean }

/** The program at the other end of every transfer: written in C, one for all servers, compiled for each run. */
export class OtherEnd {
  /** Where it lies. */
  readonly path: string
  readonly #place: Place

  /** Compiles it into a folder; throws where there is no compiler. */
  constructor(folder: string, place: Place) {
    if (programPath("cc") === undefined) throw new Error("there is no cc: apt-get install gcc libc6-dev")
    this.path = join(folder, "peer")
    this.#place = place
    const sources = benchFile("transfer/peer")
    const files = readdirSync(sources).filter((name) => name.endsWith(".c"))
    const tls = programPath("OpenSSL headers") === undefined ? [] : ["-DWITH_TLS", "-lssl", "-lcrypto"]
    const args = ["-O2", "-pthread", "-o", this.path, ...files.map((name) => join(sources, name)), ...tls]
    execFileSync("cc", args, { stdio: ["ignore", "ignore", "inherit"] })
  }

  /** Reads what a server sends, or sends it a film: the plan once, or over and over for some seconds. */
  async transfer(
    direction: "receive" | "send",
    { port, framing, isTls }: Target,
    plan: Plan,
    { seconds = 0, isYielding = false }: TransferOptions = {},
  ): Promise<{ readonly bytes: number; readonly seconds: number }> {
    const args = [direction, String(port), framing, isTls ? "tls" : "plain", String(seconds)]
    return await this.#run(args, encodePlan(plan), isYielding ? ["nice", "-n", "19"] : [])
  }

  /** How long small requests take, asked for in turns, with a pause of a millisecond after each. */
  async probe({ port, isTls }: Target, plan: Plan, seconds: number): Promise<Latencies> {
    const args = ["probe", String(port), isTls ? "tls" : "plain", String(seconds), "1000"]
    return await this.#run(args, encodePlan(plan), canComeFirst ? firstInLine : [])
  }

  /** Asks on each stream and reads nothing of the reply, until it is disposed. */
  async hold({ port, isTls }: Target, plan: Plan): Promise<AsyncDisposable> {
    const [command, args] = placed(this.#place, this.path, ["hold", String(port), isTls ? "tls" : "plain"])
    const child = spawn(command, args, { stdio: ["pipe", "pipe", "inherit"] })
    const exited = once(child, "exit").finally(atExit(() => child.kill("SIGKILL")))
    child.stdin.write(encodePlan(plan))
    await Promise.race([
      once(child.stdout, "data"),
      exited.then((): never => {
        throw new Error("the program that reads nothing has ended")
      }),
    ])
    return {
      [Symbol.asyncDispose]: async () => {
        child.stdin.end()
        await exited
      },
    }
  }

  async #run<T>(args: readonly string[], input: Buffer, before: readonly string[] = []): Promise<T> {
    const [command, ...rest] = [...before, this.path, ...args]
    const child = spawn(...placed(this.#place, command ?? "", rest), { stdio: ["pipe", "pipe", "pipe"] })
    const forget = atExit(() => child.kill("SIGKILL"))
    // Where it ends before it has read its plan, what it said tells more.
    child.stdin.on("error", () => undefined).end(input)
    const [out, said, [code]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, "exit"),
    ])
    forget()
    if (code !== 0) throw new Error(`peer ${args.join(" ")}: ${said.trim()}`)
    // It prints what its type says: both are ours.
    return JSON.parse(out)
  }
}

// Its own turn on a busy core would be measured otherwise.
const firstInLine = ["chrt", "-f", "1"]
const canComeFirst = spawnSync("chrt", ["-f", "1", "true"], { stdio: "ignore" }).status === 0
