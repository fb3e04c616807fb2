import { clientTexts } from "../../interface/text/client.ts"
import type { Asker } from "../terminal/asker.ts"
import type { Say } from "../terminal/say.ts"
import { Trouble } from "../trouble.ts"
import type { GivenCredentials } from "./common-options.ts"
import type { Credentials } from "./job.ts"

/** Who to log in as: what was given, and the rest from whoever is at the terminal; throws Trouble MISSING where nobody is. */
export async function askCredentials(
  given: GivenCredentials,
  asker: Asker | undefined,
  say: Say,
  { isNew = false }: { readonly isNew?: boolean } = {},
): Promise<Credentials> {
  const name = given.name ?? (await asker?.text(say(clientTexts.askName)))
  if (name === undefined) throw new Trouble("MISSING", { what: "--name" })
  if (given.password !== undefined) return { name, password: given.password }
  if (asker === undefined) throw new Trouble("MISSING", { what: "--password-file / REELWIRE_PASSWORD" })
  const password = await asker.secret(say(clientTexts.askPassword))
  if (isNew && (await asker.secret(say(clientTexts.askPasswordAgain))) !== password) {
    throw new Trouble("PASSWORDS_DIFFER")
  }
  return { name, password }
}
