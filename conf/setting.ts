import type { Kind } from "./kinds.ts"

/** One setting: what it takes, what it is when nobody says otherwise, and a sentence on what it does. */
export type Setting<T> = {
  readonly kind: Kind<T>
  readonly fallback: T
  readonly doc: string
  /** A value that no message may repeat, such as a database address with a password in it. */
  readonly secret?: boolean
}

/** Declares a setting. */
export function setting<T>(
  kind: Kind<T>,
  fallback: NoInfer<T>,
  doc: string,
  options: { readonly secret?: boolean } = {},
): Setting<T> {
  return { kind, fallback, doc, ...options }
}

/** A table of settings by their name in camelCase. */
export type SettingTable = Readonly<Record<string, Setting<unknown>>>

/** The values of a table of settings, frozen. */
export type Values<Table extends SettingTable> = {
  readonly [Name in keyof Table]: Table[Name] extends Setting<infer T> ? T : never
}

/** The environment variable of a setting: downloadWaitS is REELWIRE_DOWNLOAD_WAIT_S. */
export function environmentName(name: string): string {
  return `REELWIRE_${name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`
}

/** The command-line option of a setting: downloadWaitS is --download-wait-s. */
export function optionName(name: string): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
}
