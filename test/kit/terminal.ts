import { spawn } from "node:child_process"
import { stripVTControlCharacters } from "node:util"

// util-linux's script has no window size, and native modules take a compiler: Python has all of it.
const relay = `
import fcntl, os, pty, select, struct, sys, termios
pid, fd = pty.fork()
if pid == 0:
    fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 30, int(sys.argv[1]), 0, 0))
    os.execvp(sys.argv[2], sys.argv[2:])
inputs = [fd, 0]
while True:
    for ready in select.select(inputs, [], [])[0]:
        try:
            data = os.read(ready, 65536)
        except OSError:
            data = b""
        if data:
            os.write(1 if ready == fd else fd, data)
        elif ready == fd:
            sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) & 255)
        else:
            inputs.remove(0)
`

const patienceMs = 20_000

/** What keys send. */
export const keys = {
  enter: "\r",
  down: "\x1b[B",
  up: "\x1b[A",
  space: " ",
  ctrlC: "\x03",
  ctrlD: "\x04",
} as const

/** A program on a pseudo-terminal of 30 lines. */
export class Terminal implements AsyncDisposable {
  readonly #child
  readonly #ended: Promise<number | null>
  #output = ""
  #mark = 0
  #changed: () => void = () => undefined

  constructor(
    file: string,
    args: readonly string[],
    options: { cwd: string; env: Record<string, string> },
    columns = 90,
  ) {
    const env = { TERM: "xterm", ...options.env }
    this.#child = spawn("python3", ["-c", relay, String(columns), file, ...args], { ...options, env })
    this.#child.stdout.setEncoding("utf8").on("data", (text: string) => {
      this.#output += text
      this.#changed()
    })
    // A program that ended takes no more keys.
    this.#child.stdin.on("error", () => undefined)
    this.#ended = new Promise((resolve) =>
      this.#child.on("close", (code) => {
        resolve(code)
        this.#changed()
      }),
    )
  }

  /** Everything that was shown so far, without the sequences that move the cursor and colour. */
  get shown(): string {
    return stripVTControlCharacters(this.#output)
  }

  /** Everything that was written so far, as it was written. */
  get raw(): string {
    return this.#output
  }

  /** Waits until a text is shown that was not there when the last keys were sent; answers what was shown since then. */
  see(text: string): Promise<string> {
    return this.#until(`"${text}"`, (shown) => (shown.includes(text) ? shown : undefined))
  }

  /** Types. */
  type(text: string): void {
    this.#mark = this.#output.length
    this.#child.stdin.write(text)
  }

  /** Waits for a question and answers it, with the enter key. */
  async answer(question: string, text: string): Promise<void> {
    await this.#until(`"${question}"`, (shown) => (unanswered(shown).includes(question) ? shown : undefined))
    this.type(text + keys.enter)
  }

  /** Types a part of a name into a search, unless the first line that it begins with has it, and chooses the first that has it. */
  async search(question: string, part: string): Promise<void> {
    const chosen = await this.#until(`a first line of "${question}"`, (shown) =>
      firstChoice(lastOf(unanswered(shown), question)),
    )
    if (!chosen.includes(part)) {
      this.type(part)
      // While it searches, the lines of before stand there, and the enter key does nothing.
      await this.#until(`"${part}" in the first line of "${question}"`, (shown) => {
        const found = firstChoice(lastOf(shown, `${question} ${part}`))
        return found?.includes(part) === true ? found : undefined
      })
    }
    this.type(keys.enter)
  }

  /** Waits for a menu that has a line, moves down from its first line to that one and chooses it. */
  async choose(menu: string, line: string): Promise<void> {
    const at = await this.#until(`"${line}" in the menu "${menu}"`, (shown) => {
      const from = lastOf(unanswered(shown), `? ${menu}`)
      // The last line of a menu that is drawn to its end tells about the enter key.
      const lines = from.includes("⏎") ? from.split(/\r?\n/).slice(1) : []
      const found = lines.map((each) => each.replace(/^[❯\s]+/, "").trim()).indexOf(line)
      return found < 0 ? undefined : found
    })
    this.type(keys.down.repeat(at) + keys.enter)
  }

  /** The exit code, once the program ended. */
  ended(): Promise<number | null> {
    return this.#ended
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill("SIGKILL")
    await this.#ended
  }

  async #until<T>(what: string, find: (shown: string) => T | undefined): Promise<T> {
    const endMs = performance.now() + patienceMs
    for (;;) {
      const found = find(stripVTControlCharacters(this.#output.slice(this.#mark)))
      if (found !== undefined) return found
      const leftMs = endMs - performance.now()
      if (leftMs <= 0 || this.#child.exitCode !== null) {
        throw new Error(`${what} was never shown; this was:\n${this.shown}`)
      }
      await new Promise<void>((resolve) => {
        const late = setTimeout(resolve, leftMs)
        this.#changed = () => {
          clearTimeout(late)
          resolve()
        }
      })
    }
  }
}

/** The line of a list on which the cursor stands. */
function firstChoice(shown: string): string | undefined {
  return /❯ (.*)/.exec(shown)?.[1]
}

/** What was shown after the last question that has its answer: that one was drawn again at each key and takes no more. */
function unanswered(shown: string): string {
  const answered = shown.lastIndexOf("✔")
  if (answered < 0) return shown
  const end = shown.indexOf("\n", answered)
  return end < 0 ? "" : shown.slice(end)
}

/** A text's last occurrence and what follows it; nothing where it doesn't occur. */
function lastOf(shown: string, text: string): string {
  const at = shown.lastIndexOf(text)
  return at < 0 ? "" : shown.slice(at)
}
