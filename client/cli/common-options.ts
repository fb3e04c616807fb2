import { readFile } from "node:fs/promises"
import { type ClientSettings, clientSettings } from "../../conf/client-settings.ts"
import { loadValues, SettingError } from "../../conf/load.ts"
import { programHelp } from "../../interface/text/client/program.ts"
import { type Locale, localeOf, type Text } from "../../interface/text/locale.ts"
import type { ServerAddress } from "../connection/open-socket.ts"
import { onFile } from "../transfer/file-trouble.ts"
import { Trouble } from "../trouble.ts"

/** The environment that a program runs in. */
export type Environment = Readonly<Record<string, string | undefined>>

/** What every command takes, as it was said. */
export type CommonOptions = {
  readonly server?: string
  readonly name?: string
  readonly passwordFile?: string
  readonly json?: boolean
  readonly lang?: string
  readonly tls?: boolean
  readonly tlsCa?: string
  readonly yes?: boolean
}

/** The options of every command as help shows them. */
export const commonOptions: Readonly<Record<string, Text>> = {
  "--server <host:port>": programHelp.server,
  "--name <name>": programHelp.name,
  "--password-file <file>": programHelp.passwordFile,
  "--json": programHelp.json,
  "--lang <lang>": programHelp.lang,
  "--tls": programHelp.tls,
  "--tls-ca <file>": programHelp.tlsCa,
  "--yes": programHelp.yes,
}

/** The language that --lang asks for, else the environment, as POSIX orders its variables; else English. */
export function chooseLocale(words: readonly string[], environment: Environment): Locale {
  const at = words.indexOf("--lang")
  const said = at < 0 ? words.find((word) => word.startsWith("--lang="))?.slice(7) : words[at + 1]
  const { LC_ALL, LC_MESSAGES, LANG } = environment
  return localeOf(said) ?? localeOf(LC_ALL || LC_MESSAGES || LANG) ?? "en"
}

/** Who to log in as, where that was said beforehand. */
export type GivenCredentials = {
  readonly name: string | undefined
  readonly password: string | undefined
  /** The one that is to take its place. */
  readonly newPassword: string | undefined
}

/** Where the server is and who asks, from options and variables; throws Trouble BAD_SETTING or about a file. */
export async function readCommonOptions(
  options: CommonOptions,
  environment: Environment,
): Promise<{ address: ServerAddress; credentials: GivenCredentials; stateDir: string }> {
  const { server, name, tls, tlsCa, passwordFile } = options
  const values = loadClientSettings({ server, name, tlsCa, tls: tls ? "1" : undefined }, environment)
  const ca =
    values.tlsCa === "" ? undefined : await onFile(values.tlsCa, () => readFile(values.tlsCa, "utf8"))
  const password = passwordFile === undefined ? environment.REELWIRE_PASSWORD : await firstLine(passwordFile)
  return {
    stateDir: values.stateDir,
    address: { ...parseAddress(values.server), tls: ca === undefined ? values.tls : { ca } },
    credentials: {
      name: values.name || undefined,
      password: password || undefined,
      newPassword: environment.REELWIRE_NEW_PASSWORD || undefined,
    },
  }
}

function loadClientSettings(
  options: Readonly<Record<string, string | undefined>>,
  environment: Environment,
): ClientSettings {
  try {
    return loadValues(clientSettings, { environment, options }).values
  } catch (error) {
    throw error instanceof SettingError ? new Trouble("BAD_SETTING", { reason: error.message }) : error
  }
}

function parseAddress(text: string): { host: string; port: number } {
  const match = /^(?:\[([0-9a-fA-F:.]+)\]|([^:[\]\s]+)):(\d{1,5})$/.exec(text)
  const host = match?.[1] ?? match?.[2]
  const port = Number(match?.[3])
  if (host === undefined || port < 1 || port > 65_535) {
    throw new Trouble("WRONG_VALUE", { what: "--server", value: text, takes: "host:port" })
  }
  return { host, port }
}

/** The first line of a file that holds a password; throws Trouble about the file. */
export async function firstLine(path: string): Promise<string> {
  const text = await onFile(path, () => readFile(path, "utf8"))
  const [line = ""] = text.split(/\r?\n/, 1)
  if (line === "") throw new Trouble("EMPTY_FILE", { path })
  return line
}
