import type { Text } from "../../interface/text/locale.ts"
import type { Column } from "../terminal/format-table.ts"
import { Trouble } from "../trouble.ts"
import type { Job } from "./job.ts"
import { type Param, type Raw, shownName } from "./param.ts"

/** What a person is told on standard output. */
export type Printer = {
  /** A line of the catalogue's own, already harmless. */
  readonly line: (line: string) => void
  /** Text from elsewhere, with its line breaks. */
  readonly text: (text: string) => void
  readonly table: (columns: readonly Column[], rows: readonly (readonly string[])[]) => void
}

/** The parameters of a command by the names of its values. */
type Params<Values> = { readonly [Name in keyof Values]: Param<Values[Name]> }

/** The one definition of a command, from which the command line, its help and the menu are made. */
export type Definition<Values, Result extends object> = {
  /** One word, or two for a command of a family: "notices publish". */
  readonly name: string
  readonly doc: Text
  /** Its line in the menu. */
  readonly title: Text
  readonly needsLogin: boolean
  /** Whether it has a line in the menu; it has without this. */
  readonly inMenu?: boolean
  /** In the order of the arguments. */
  readonly params: Params<Values>
  /** Does it; what comes back is what --json prints. */
  readonly run: (job: Job, values: Values) => Promise<Result>
  /** Tells a person what came of it. */
  readonly print: (result: Result, printer: Printer, job: Job) => void
  /** What is wrong though all was done, told after the result; it gives the exit code. */
  readonly trouble?: (result: Result) => Trouble | undefined
}

/** What a command came to: an object for --json, a way to tell it to a person, and what is wrong though it was done. */
export type Done = {
  readonly result: object
  readonly print: (printer: Printer) => void
  readonly trouble: Trouble | undefined
}

/** What the command line has for each parameter by its name. */
export type RawValues = Readonly<Record<string, Raw | undefined>>

/** A command whose kinds of values only itself knows. */
export type Command = {
  readonly name: string
  readonly doc: Text
  readonly title: Text
  readonly needsLogin: boolean
  readonly inMenu: boolean
  readonly params: Readonly<Record<string, Param<unknown>>>
  /** Reads what was said and throws Trouble for what is wrong, or missing where nobody can be asked. */
  readonly check: (raw: RawValues, job: Pick<Job, "say" | "asker">) => void
  readonly perform: (job: Job, raw: RawValues) => Promise<Done>
}

/** Makes a command of its definition. */
export function command<Values, Result extends object>(definition: Definition<Values, Result>): Command {
  const { name, doc, title, needsLogin, inMenu = true, params, run, print, trouble } = definition
  return {
    name,
    doc,
    title,
    needsLogin,
    inMenu,
    params,
    check(raw, { say, asker }) {
      for (const each of Object.keys(params)) {
        const param: Param<unknown> = params[each as keyof Values]
        const shown = shownName(each, param)
        const said = raw[each]
        if (said !== undefined) param.read(said, shown, say)
        else if (param.fallback === undefined && (asker === undefined || param.ask === undefined)) {
          throw new Trouble("MISSING", { what: shown })
        }
      }
    },
    async perform(job, raw) {
      const result = await run(job, await valuesOf(params, raw, job))
      return { result, print: (printer) => print(result, printer, job), trouble: trouble?.(result) }
    },
  }
}

async function valuesOf<Values>(params: Params<Values>, raw: RawValues, job: Job): Promise<Values> {
  const values: Partial<Values> = {}
  for (const name in params) values[name] = await oneValue(name, params[name], raw[name], job)
  // Every parameter was given its value just above.
  return values as Values
}

async function oneValue<T>(name: string, param: Param<T>, raw: Raw | undefined, job: Job): Promise<T> {
  const shown = shownName(name, param)
  if (raw !== undefined) return param.read(raw, shown, job.say)
  const { asker } = job
  if (asker !== undefined && param.ask !== undefined && (job.isMenu || param.fallback === undefined)) {
    return param.ask({ ...job, asker })
  }
  if (param.fallback === undefined) throw new Trouble("MISSING", { what: shown })
  return param.fallback
}
