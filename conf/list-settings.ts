import { environmentName, optionName, type SettingTable } from "./setting.ts"

/** One paragraph for each setting: its option and variable, what it takes, its default and what it does. */
export function listSettings(table: SettingTable): string {
  return Object.entries(table)
    .map(([name, one]) => {
      const shown = (one.kind.show?.(one.fallback) ?? String(one.fallback)) || "unset"
      return `${optionName(name)} VALUE, ${environmentName(name)}\n    ${one.doc}\n    Takes ${one.kind.takes}; default ${shown}.`
    })
    .join("\n")
}
