import type { UserType } from "../../interface/context.ts"
import type { Text } from "../../interface/text/locale.ts"
import type { Command } from "./command.ts"

/** One of the two clients: its name, what it is for and what it can do. */
export type Program = {
  /** The npm script that runs it, and the kind of account that it is for. */
  readonly name: UserType
  readonly doc: Text
  /** What the families of commands ("notices …") are about. */
  readonly families: Readonly<Record<string, Text>>
  /** In the order of help and menu. */
  readonly commands: readonly Command[]
}
