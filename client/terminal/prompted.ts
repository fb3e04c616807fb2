import { Trouble } from "../trouble.ts"

/** What a question is asked with. */
export type PromptContext = { readonly signal: AbortSignal; readonly output: NodeJS.WritableStream }

/** Asks a question on the terminal; throws Trouble INTERRUPTED for Ctrl-C, INPUT_ENDED when nothing more can be typed. */
export async function prompted<T>(
  signal: AbortSignal,
  question: (context: PromptContext) => Promise<T>,
): Promise<T> {
  const ended = new AbortController()
  // At Ctrl-D the prompt stops reading without a word, and would wait for ever.
  const end = (): void => void setImmediate(() => ended.abort(new Trouble("INPUT_ENDED")))
  for (const event of ["pause", "end", "close"]) process.stdin.once(event, end)
  const either = AbortSignal.any([signal, ended.signal])
  try {
    return await question({ signal: either, output: process.stderr })
  } catch (error) {
    either.throwIfAborted()
    if (error instanceof Error && error.name === "ExitPromptError") throw new Trouble("INTERRUPTED")
    throw error
  } finally {
    for (const event of ["pause", "end", "close"]) process.stdin.removeListener(event, end)
  }
}
