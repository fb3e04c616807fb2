import type { UserType } from "../../interface/context.ts"
import type { Access } from "../../interface/message.ts"
import type { Text } from "../../interface/text/locale.ts"
import type { Command } from "./command.ts"

/** Commands that belong together: what they are about, their line in the menu, and the one that the family's name alone stands for. */
type Family = { readonly doc: Text; readonly title: Text; readonly whole?: string }

/** One of the two clients: its name, what it is for and what it can do. */
export type Program = {
  /** The npm script that runs it, and the kind of account that it is for. */
  readonly name: UserType
  readonly doc: Text
  /** The families of commands ("notices …"): what they are about, and their lines in the menu. */
  readonly families: Readonly<Record<string, Family>>
  /** Commands whose line in the menu stands behind that of a family that they don't belong to by name. */
  readonly behind?: Readonly<Record<string, string>>
  /** Whom commands, or all of a family, are for where not everybody who is logged in may do them. */
  readonly needs?: Readonly<Record<string, Access>>
  /** In the order of help and menu. */
  readonly commands: readonly Command[]
}
