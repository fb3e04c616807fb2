import { once } from "node:events"
import type { Answer, Commands } from "./commands.ts"
import { Program, type ProgramOptions } from "./program.ts"

/** A program of ours that does what it is asked: `C` is the type of the commands that it answers. */
export class Helper<C extends Commands> implements AsyncDisposable {
  readonly program: Program

  constructor(file: string, options: ProgramOptions) {
    this.program = new Program(file, options)
  }

  /** Sends one command and answers what it answered; rejects with its error. Only one may be under way. */
  async ask<Name extends keyof C & string>(
    name: Name,
    argument: Parameters<C[Name]>[0],
  ): Promise<Awaited<ReturnType<C[Name]>>> {
    const { child } = this.program
    const gone = new AbortController()
    const { signal } = gone
    const ended = once(child, "exit", { signal }).then((): never => {
      throw new Error(`the helper process ended while it was asked to ${name}`)
    })
    const answered = once(child, "message", { signal })
    child.send({ name, argument })
    const [answer]: Answer[] = await Promise.race([answered, ended]).finally(() => {
      ended.catch(() => undefined)
      answered.catch(() => undefined)
      gone.abort()
    })
    if (answer === undefined || "error" in answer) throw new Error(answer?.error ?? "no answer")
    // The other end is of our own making: its commands have the type C.
    return answer.value as Awaited<ReturnType<C[Name]>>
  }

  /** Ends its process. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.program[Symbol.asyncDispose]()
  }
}
