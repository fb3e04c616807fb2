import type { Writable } from "node:stream"
import { formatTable } from "../terminal/format-table.ts"
import { type Live, liveText } from "../terminal/live-text.ts"
import { printableJson, printableLines } from "../terminal/printable.ts"
import { type Progress, type Shown, silentProgress } from "../terminal/progress.ts"
import { progressBar } from "../terminal/progress-bar.ts"
import { progressLines } from "../terminal/progress-lines.ts"
import type { Say } from "../terminal/say.ts"
import type { Done, Printer } from "./command.ts"
import type { ExitCode } from "./exit-codes.ts"
import { type Explained, explainFailure } from "./explain-failure.ts"
import { SomeFailed } from "./some-failed.ts"

/** One of a process's outputs. */
export type OutputStream = Writable & {
  readonly isTTY?: boolean
  readonly columns?: number
  readonly rows?: number
}

/** Everything that a client says: results on standard output, all else on standard error. */
export class Output {
  readonly #out: OutputStream
  readonly #err: OutputStream
  readonly #say: Say
  readonly #isJson: boolean
  readonly printer: Printer

  constructor(out: OutputStream, err: OutputStream, say: Say, isJson: boolean) {
    this.#out = out
    this.#err = err
    this.#say = say
    this.#isJson = isJson
    this.printer = {
      line: (line) => this.#print(line),
      text: (text) => this.#print(printableLines(text)),
      table: (columns, rows) => this.#print(formatTable(columns, rows, this.#columns)),
    }
  }

  /** A result before the others are there; --json has it in its document. */
  readonly tell = (line: string): void => {
    if (!this.#isJson) this.#print(line)
  }

  /** One of many results before the others are there: a document on a line of its own with --json, and nothing else. */
  readonly item = (result: object): void => {
    if (this.#isJson) this.#print(printableJson({ flag: true, code: 0, ...result }))
  }

  /** Something for a person that is no result. */
  readonly note = (line: string): void => {
    if (!this.#isJson) this.#err.write(`${line}\n`)
  }

  /** Shows a transfer: a bar on a terminal, lines elsewhere, nothing with --json. */
  readonly progress = (shown: Shown): Progress => {
    if (this.#isJson) return silentProgress
    if (this.#err.isTTY) return progressBar(this.#err, this.#say, shown)
    return progressLines(this.note, this.#say, shown)
  }

  /** Shows something that changes, in its place on a terminal; undefined where that is none, or with --json. */
  readonly live = (): Live | undefined => {
    return this.#isJson || !this.#out.isTTY ? undefined : liveText(this.#out)
  }

  /** What a command came to; answers with the exit code. */
  done({ result, print, trouble }: Done): ExitCode {
    const explained = trouble && explainFailure(trouble, this.#say)
    if (!this.#isJson) print(this.printer)
    if (explained !== undefined) this.#err.write(`${explained.msg}\n`)
    if (this.#isJson) {
      const state = explained === undefined ? { code: 0 } : { code: explained.code, msg: explained.msg }
      this.#print(printableJson({ flag: explained === undefined, ...state, ...result }))
    }
    return explained?.exitCode ?? 0
  }

  /** What went wrong: one line on standard error, and the document where JSON was asked for. */
  failed(error: unknown): Explained {
    const explained = explainFailure(error, this.#say)
    const { code, msg } = explained
    this.#err.write(`${msg}\n`)
    const items = error instanceof SomeFailed ? { items: error.items } : {}
    if (this.#isJson) this.#print(printableJson({ flag: false, code, msg, ...items }))
    return explained
  }

  get #columns(): number {
    // Where nobody watches, nothing needs to fit.
    return this.#out.isTTY ? (this.#out.columns ?? 80) : Number.POSITIVE_INFINITY
  }

  #print(text: string): void {
    this.#out.write(`${text}\n`)
  }
}
