import { Trouble } from "../trouble.ts"
import type { ExitCode } from "./exit-codes.ts"

/** Some of several items were not done: they failed, or were not reached any more; `items` tells of each that was tried. */
export class SomeFailed extends Trouble {
  override readonly name = "SomeFailed"
  readonly exitCode: ExitCode
  readonly items: readonly object[]

  constructor(failed: number, all: number, exitCode: ExitCode, items: readonly object[]) {
    super("SOME_FAILED", { failed, all })
    this.exitCode = exitCode
    this.items = items
  }
}
