import { Command, CommanderError } from "commander"
import { listSettings } from "../conf/list-settings.ts"
import { SettingError } from "../conf/load.ts"
import { loadSettings } from "../conf/load-settings.ts"
import { optionName } from "../conf/setting.ts"
import { type Settings, settings } from "../conf/settings.ts"

/** The exit code of a program that was called in a wrong way. */
export const wrongUsage = 2

/**
 * The settings of a program of the server, from its arguments and environment. Shows help where the arguments ask for it;
 * says in one line what is wrong with a setting. In both cases it answers the exit code instead.
 */
export function settingsFromCommandLine(
  name: string,
  purpose: string,
  argv: readonly string[],
): Settings | number {
  const command = new Command(name).description(purpose).exitOverride().allowExcessArguments(false)
  command.helpInformation = () =>
    `${purpose}\n\nREELWIRE_ENV chooses the profile: local (default), test or prod.\n\n${listSettings(settings)}\n`
  for (const setting of Object.keys(settings)) command.option(`${optionName(setting)} <value>`)
  try {
    command.parse([...argv], { from: "user" })
    return loadSettings(process.env, command.opts())
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : wrongUsage
    if (!(error instanceof SettingError)) throw error
    process.stderr.write(`${error.message}\n`)
    return wrongUsage
  }
}
