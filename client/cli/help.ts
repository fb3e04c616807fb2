import type { Command as Parser } from "commander"
import { exitCodeTexts, programHelp } from "../../interface/text/client/program.ts"
import type { Text } from "../../interface/text/locale.ts"
import { displayWidth } from "../terminal/display-width.ts"
import type { Say } from "../terminal/say.ts"

const titles: Readonly<Record<string, Text>> = {
  "Usage:": programHelp.usageTitle,
  "Arguments:": programHelp.argumentsTitle,
  "Options:": programHelp.optionsTitle,
  "Global Options:": programHelp.globalOptionsTitle,
  "Commands:": programHelp.commandsTitle,
}

/** Makes a command's help speak the chosen language, and its errors be thrown rather than printed. */
export function styleHelp(parser: Parser, say: Say): Parser {
  return parser
    .exitOverride()
    .configureOutput({ outputError: () => undefined, writeErr: () => undefined })
    .helpCommand(false)
    .helpOption("-h, --help", say(programHelp.helpOption))
    .configureHelp({
      showGlobalOptions: true,
      displayWidth,
      styleTitle: (title) => {
        const text = titles[title]
        return text === undefined ? title : say(text)
      },
      argumentTerm: (argument) => `<${argument.name()}${argument.variadic ? "..." : ""}>`,
      commandUsage: (command) => usageOf(command),
      subcommandTerm: (command) => [command.name(), ...argumentsOf(command)].join(" "),
    })
}

/** The exit codes as help shows them. */
export function exitCodeHelp(say: Say): string {
  const lines = Object.entries(exitCodeTexts).map(([code, text]) => `  ${code.padStart(3)}  ${say(text)}`)
  return [say(programHelp.exitCodesTitle), ...lines].join("\n")
}

function argumentsOf(command: Parser): string[] {
  return command.registeredArguments.map((one) => `<${one.name()}${one.variadic ? "..." : ""}>`)
}

function usageOf(command: Parser): string {
  const names: string[] = []
  for (let one: Parser | null = command; one !== null; one = one.parent) names.unshift(one.name())
  const rest =
    command.commands.length > 0 ? ["[options]", "[command]"] : ["[options]", ...argumentsOf(command)]
  return [...names, ...rest].join(" ")
}
