import { CommanderError, Command as Parser } from "commander"
import type { Say } from "../terminal/say.ts"
import { Trouble } from "../trouble.ts"
import type { Command, RawValues } from "./command.ts"
import { type CommonOptions, commonOptions } from "./common-options.ts"
import { exitCodeHelp, styleHelp } from "./help.ts"
import type { Raw } from "./param.ts"
import type { Program } from "./program.ts"

/** What a command line says; without a command it asks for the menu. */
export type Chosen = {
  readonly command: Command | undefined
  readonly raw: RawValues
  readonly common: CommonOptions
}

/** Reads a command line; "help" where help was asked for and printed. Throws Trouble for wrong usage. */
export function parseCommandLine(program: Program, words: readonly string[], say: Say): Chosen | "help" {
  let chosen: Chosen | undefined
  const root = styleHelp(new Parser(`npm run ${program.name} --`), say)
    .description(say(program.doc))
    .addHelpText("after", `\n${exitCodeHelp(say)}`)
  for (const [flags, doc] of Object.entries(commonOptions)) root.option(flags, say(doc))
  const families = new Map<string, Parser>()
  for (const command of program.commands) {
    const [first = "", second] = command.name.split(" ")
    const parent = second === undefined ? root : familyOf(families, root, program, first, say)
    const isDefault = second !== undefined && second === program.families[first]?.whole
    addCommand(parent, second ?? first, command, say, isDefault, (raw) => {
      chosen = { command, raw, common: root.opts() }
    })
  }
  const { operands, unknown } = root.parseOptions([...words])
  if (operands.length === 0 && unknown.length === 0)
    return { command: undefined, raw: {}, common: root.opts() }
  try {
    root.parse(words, { from: "user" })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    if (error.exitCode === 0) return "help"
    throw usageTrouble(error, program, operands[0])
  }
  if (chosen === undefined) throw new Trouble("WRONG_USAGE")
  return chosen
}

function familyOf(
  families: Map<string, Parser>,
  root: Parser,
  program: Program,
  name: string,
  say: Say,
): Parser {
  const known = families.get(name)
  if (known !== undefined) return known
  const described = program.families[name]
  const family = styleHelp(root.command(name), say).description(described ? say(described.doc) : "")
  families.set(name, family)
  return family
}

function addCommand(
  parent: Parser,
  name: string,
  command: Command,
  say: Say,
  isDefault: boolean,
  choose: (raw: RawValues) => void,
): void {
  const parser = styleHelp(parent.command(name, { isDefault }), say).description(say(command.doc))
  for (const [each, { place, placeholder, isMany, docs }] of Object.entries(command.params)) {
    for (const [flag, doc] of Object.entries(docs)) {
      // What is missing may still be asked for, so nothing is required here; help shows it as required.
      if (place === "argument") parser.argument(`[${placeholder}${isMany ? "..." : ""}]`, say(doc))
      else parser.option(place === "flags" ? `--${flag}` : `--${each} <${placeholder}>`, say(doc))
    }
  }
  parser.action(() => choose(rawValues(command, parser.args, parser.opts())))
}

function rawValues(
  command: Command,
  words: readonly string[],
  options: Readonly<Record<string, unknown>>,
): RawValues {
  let at = 0
  const entries = Object.entries(command.params).map(([name, { place, isMany, docs }]): [string, Raw] => {
    if (place === "flags")
      return [name, Object.keys(docs).filter((flag) => options[camelCase(flag)] === true)]
    const value = options[camelCase(name)]
    if (place === "option") return [name, typeof value === "string" ? [value] : []]
    const end = isMany ? words.length : at + 1
    const own = words.slice(at, end)
    at = end
    return [name, own]
  })
  return Object.fromEntries(entries.filter(([, raw]) => raw.length > 0))
}

/** How commander calls the value of an option: newPasswordFile for --new-password-file. */
function camelCase(option: string): string {
  return option.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase())
}

function usageTrouble({ code, message }: CommanderError, program: Program, family = ""): Trouble {
  // Commander's sentences are English only, but they quote what they are about.
  const what = /'([^']*)'/.exec(message)?.[1] ?? ""
  switch (code) {
    case "commander.unknownOption":
      return new Trouble("UNKNOWN_OPTION", { what })
    case "commander.unknownCommand":
      return new Trouble("UNKNOWN_COMMAND", { what })
    case "commander.optionMissingArgument":
      return new Trouble("VALUE_MISSING", { what })
    case "commander.excessArguments":
      return new Trouble("TOO_MANY_ARGUMENTS")
    case "commander.help": {
      const names = program.commands.map(({ name }) => name).filter((name) => name.startsWith(`${family} `))
      return new Trouble("HALF_A_COMMAND", { what: names.join(", ") })
    }
    default:
      return new Trouble("WRONG_USAGE")
  }
}
