import { SettingError } from "../conf/load.ts"
import { environmentName } from "../conf/setting.ts"
import { type Settings, settings as table } from "../conf/settings.ts"

/** A handler for what using a setting's value threw: throws one line that names the setting, its value and what it takes. */
export function unusable(name: keyof Settings, settings: Settings, takes: string): (cause: unknown) => never {
  return (cause) => {
    throw new SettingError(sentence(name, settings, takes, cause), { cause })
  }
}

/** The same for a port: it isn't the setting that is wrong where something else listens there. */
export function taken(name: "port" | "httpPort", settings: Settings): (cause: unknown) => never {
  return (cause) => {
    throw new Error(sentence(name, settings, "free to listen on", cause), { cause })
  }
}

function sentence(name: keyof Settings, settings: Settings, takes: string, cause: unknown): string {
  const shown = table[name].secret ? "its value" : JSON.stringify(settings[name])
  const reason = cause instanceof Error ? cause.message.split("\n")[0] : String(cause)
  return `${environmentName(name)}: ${shown} is not ${takes} (${reason})`
}
