import { environmentName, optionName, type Setting, type SettingTable, type Values } from "./setting.ts"

/** A setting that can't be used; the message is one line that names it, its value and what it takes. */
export class SettingError extends Error {
  override readonly name = "SettingError"
}

/** Where values come from, the strongest last: the table's defaults, a profile, the environment, command-line options. */
export type Sources<Table extends SettingTable> = {
  readonly profile?: Partial<Values<Table>>
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly options?: Readonly<Record<string, unknown>>
}

function parsed<T>(one: Setting<T>, from: string, value: string): T {
  const result = one.kind.parse(value)
  if (result !== undefined) return result
  const shown = one.secret ? "its value" : JSON.stringify(value)
  throw new SettingError(`${from}: ${shown} is not ${one.kind.takes}`)
}

/** The frozen values of a table of settings, and the names of those that somebody set; throws SettingError. */
export function loadValues<Table extends SettingTable>(
  table: Table,
  sources: Sources<Table>,
): { values: Values<Table>; given: ReadonlySet<string> } {
  const given = new Set<string>()
  const entries = Object.entries(table).map(([name, one]): [string, unknown] => {
    const option = sources.options?.[name]
    const variable = sources.environment[environmentName(name)]
    const fromProfile = sources.profile?.[name]
    if (typeof option === "string") {
      given.add(name)
      return [name, parsed(one, optionName(name), option)]
    }
    // An empty variable is how a shell or a unit file says "unset".
    if (variable !== undefined && variable !== "") {
      given.add(name)
      return [name, parsed(one, environmentName(name), variable)]
    }
    return [name, fromProfile ?? one.fallback]
  })
  // Object.fromEntries forgets which key has which type; each value came from its own setting just above.
  return { values: Object.freeze(Object.fromEntries(entries)) as Values<Table>, given }
}
