import type { Text } from "../../interface/text/locale.ts"
import { Trouble } from "../trouble.ts"
import type { AskingJob } from "./param.ts"

type Reader<T> = { readonly parse: (text: string) => T | undefined; readonly takes?: Text }

/** A question whose answer is read as an option's text is; an empty answer gives the fallback, where there is one. */
export function askValue<T>(
  question: Text,
  { parse, takes }: Reader<T>,
  options: { readonly empty?: T } = {},
): (job: AskingJob) => Promise<T> {
  return async ({ asker, say }) => {
    const text = await asker.text(say(question), { mayBeEmpty: options.empty !== undefined })
    const value = text === "" ? options.empty : parse(text)
    if (value !== undefined) return value
    throw new Trouble("WRONG_VALUE", { what: say(question), value: text, takes: takes ? say(takes) : "" })
  }
}
