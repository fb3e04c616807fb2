import { accountTexts } from "../../interface/text/client/account.ts"
import type { Asker } from "../terminal/asker.ts"
import type { Say } from "../terminal/say.ts"
import { Trouble } from "../trouble.ts"
import { firstLine, type GivenCredentials } from "./common-options.ts"
import type { Credentials } from "./job.ts"

/** Who to log in as: what was given, and the rest from whoever is at the terminal; throws Trouble MISSING where nobody is. */
export async function askCredentials(
  given: GivenCredentials,
  asker: Asker | undefined,
  say: Say,
  { isNew = false }: { readonly isNew?: boolean } = {},
): Promise<Credentials> {
  const name = await askName(given, asker, say)
  const password = await askPassword(given, asker, say)
  if (isNew && given.password === undefined) await askAgain(password, asker, say)
  return { name, password }
}

/** A name, as given or from the terminal; throws Trouble MISSING. */
export async function askName(given: GivenCredentials, asker: Asker | undefined, say: Say): Promise<string> {
  const name = given.name ?? (await asker?.text(say(accountTexts.askName)))
  if (name === undefined) throw new Trouble("MISSING", { what: "--name" })
  return name
}

/** A password, as given or from the terminal; throws Trouble MISSING. */
export async function askPassword(
  given: GivenCredentials,
  asker: Asker | undefined,
  say: Say,
): Promise<string> {
  const password = given.password ?? (await asker?.secret(say(accountTexts.askPassword)))
  if (password === undefined) throw new Trouble("MISSING", { what: "--password-file / REELWIRE_PASSWORD" })
  return password
}

/**
 * A password that takes another's place: from a file where one is named, as given, or twice from the terminal; throws Trouble
 * MISSING, PASSWORDS_DIFFER, or about the file.
 */
export async function askNewPassword(
  given: GivenCredentials,
  asker: Asker | undefined,
  say: Say,
  file: string,
): Promise<string> {
  if (file !== "") return firstLine(file)
  if (given.newPassword !== undefined) return given.newPassword
  const password = await asker?.secret(say(accountTexts.askNewPassword))
  if (password === undefined)
    throw new Trouble("MISSING", { what: "--new-password-file / REELWIRE_NEW_PASSWORD" })
  await askAgain(password, asker, say)
  return password
}

async function askAgain(password: string, asker: Asker | undefined, say: Say): Promise<void> {
  if ((await asker?.secret(say(accountTexts.askPasswordAgain))) !== password) {
    throw new Trouble("PASSWORDS_DIFFER")
  }
}
