import type { UserType } from "../../interface/context.ts"
import type { Remote } from "../remote.ts"
import type { Wanted } from "../state/remembered-accounts.ts"
import type { RememberedDevices } from "../state/remembered-devices.ts"
import type { Asker } from "../terminal/asker.ts"
import type { Live } from "../terminal/live-text.ts"
import type { Progress, Shown } from "../terminal/progress.ts"
import type { Say } from "../terminal/say.ts"
import { Trouble } from "../trouble.ts"

/** The name and the typed password of somebody. */
export type Credentials = { readonly name: string; readonly password: string }

/** Who stays logged in on this device, and which of them is meant here. */
type Remembered = {
  readonly devices: RememberedDevices
  readonly wanted: Wanted
  /** Whether no password was given beforehand, which would go first. */
  readonly counts: boolean
}

/** What a command works with beside its values. */
export type Job = {
  /** The kind of account that the program is for. */
  readonly userType: UserType
  /** The server, logged in where the command needs that. */
  readonly remote: Remote
  readonly say: Say
  /** Somebody to ask; undefined where no terminal is. */
  readonly asker: Asker | undefined
  /** Whether it was chosen from the menu. */
  readonly isMenu: boolean
  /** Whether --yes confirms everything beforehand. */
  readonly yes: boolean
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal
  /** Tells a person something on standard error; not with --json. */
  readonly note: (line: string) => void
  /** Tells a person a result on standard output before the others are there; not with --json. */
  readonly tell: (line: string) => void
  /** Gives one of many results as a document of its own; with --json only. */
  readonly item: (result: object) => void
  readonly progress: (shown: Shown) => Progress
  /** Shows something that changes; undefined where that isn't a terminal that somebody watches. */
  readonly live: () => Live | undefined
  readonly remembered: Remembered
  /** Name and password from options, variables or the terminal; `isNew` asks for a new password twice. */
  readonly credentials: (options?: { readonly isNew?: boolean }) => Promise<Credentials>
  /** A name from options, variables or the terminal, for who can't log in. */
  readonly name: () => Promise<string>
  /** The present password, which confirms something: as given, or as typed for this command; else it is asked for. */
  readonly password: () => Promise<string>
  /** Another password, from the first line of a file where one is named, a variable or, twice, the terminal. */
  readonly newPassword: (file: string) => Promise<string>
}

/** Goes on only with a yes: from --yes or from somebody at the terminal; throws Trouble NEEDS_YES or DECLINED. */
export async function confirmed(job: Job, question: string): Promise<void> {
  if (job.yes) return
  if (job.asker === undefined) throw new Trouble("NEEDS_YES")
  if (!(await job.asker.confirm(question))) throw new Trouble("DECLINED")
}
