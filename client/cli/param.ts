import type { Text } from "../../interface/text/locale.ts"
import type { Asker } from "../terminal/asker.ts"
import type { Say } from "../terminal/say.ts"
import { Trouble } from "../trouble.ts"
import type { Job } from "./job.ts"

/** What a command line has for a parameter: texts of an argument or option, or the names of the flags that were said. */
export type Raw = readonly string[]

/** A job whose person can be asked. */
export type AskingJob = Job & { readonly asker: Asker }

/** One value that a command takes, from its command line or from whoever uses the menu. */
export type Param<T> = {
  readonly place: "argument" | "option" | "flags"
  /** How help shows the value: ID; nothing for flags. */
  readonly placeholder: string
  readonly isMany: boolean
  /** Its sentence in help; for flags one for each of them. */
  readonly docs: Readonly<Record<string, Text>>
  /** What it is where nobody says anything; undefined where it has to be said. */
  readonly fallback: T | undefined
  /** Reads what was said; throws Trouble WRONG_VALUE or ONLY_ONE_OF. */
  readonly read: (raw: Raw, name: string, say: Say) => T
  /** Asks for it; the menu does so always, a command line where it is missing. */
  readonly ask: ((job: AskingJob) => Promise<T>) | undefined
}

type Reader<T> = { readonly parse: (text: string) => T | undefined; readonly takes?: Text }
type Ask<T> = { readonly ask?: (job: AskingJob) => Promise<T> }

function readOne<T>({ parse, takes }: Reader<T>, text: string, name: string, say: Say): T {
  const value = parse(text)
  if (value !== undefined) return value
  throw new Trouble("WRONG_VALUE", { what: name, value: text, takes: takes ? say(takes) : "" })
}

/** An argument that has to be there. */
export function argument<T>(placeholder: string, doc: Text, reader: Reader<T>, { ask }: Ask<T>): Param<T> {
  const read = (raw: Raw, name: string, say: Say): T => readOne(reader, raw[0] ?? "", name, say)
  return { place: "argument", placeholder, isMany: false, docs: { "": doc }, fallback: undefined, read, ask }
}

/** One or more arguments. */
export function someArguments<T>(
  placeholder: string,
  doc: Text,
  reader: Reader<T>,
  { ask }: Ask<readonly T[]>,
): Param<readonly T[]> {
  const read = (raw: Raw, name: string, say: Say): T[] => raw.map((text) => readOne(reader, text, name, say))
  return { place: "argument", placeholder, isMany: true, docs: { "": doc }, fallback: undefined, read, ask }
}

/** An option with a value, and what it is without the option. */
export function option<T>(
  placeholder: string,
  doc: Text,
  reader: Reader<T>,
  { ask, fallback }: Ask<T> & { readonly fallback: T },
): Param<T> {
  const read = (raw: Raw, name: string, say: Say): T => readOne(reader, raw[0] ?? "", name, say)
  return { place: "option", placeholder, isMany: false, docs: { "": doc }, fallback, read, ask }
}

/** An option without a value. */
export function flag(name: string, doc: Text): Param<boolean> {
  return {
    place: "flags",
    placeholder: "",
    isMany: false,
    docs: { [name]: doc },
    fallback: false,
    read: () => true,
    ask: undefined,
  }
}

/** Options without a value of which exactly one has to be said, each with what it means. */
export function oneOfFlags<T>(
  flags: Readonly<Record<string, { readonly doc: Text; readonly means: T }>>,
  { ask }: Ask<T>,
): Param<T> {
  const docs = Object.fromEntries(Object.entries(flags).map(([name, { doc }]) => [name, doc]))
  const read = (raw: Raw, name: string): T => {
    const [said, ...more] = raw.map((word) => flags[word])
    if (said === undefined || more.length > 0) throw new Trouble("ONLY_ONE_OF", { what: name })
    return said.means
  }
  return { place: "flags", placeholder: "", isMany: false, docs, fallback: undefined, read, ask }
}

/** How a person calls a parameter on the command line: <ID>, --to, or --free/--paid. */
export function shownName(name: string, param: Param<unknown>): string {
  if (param.place === "argument") return `<${param.placeholder}>`
  if (param.place === "option") return `--${name}`
  return Object.keys(param.docs)
    .map((one) => `--${one}`)
    .join("/")
}
