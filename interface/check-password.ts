import type { Context } from "./context.ts"

/** A password that somebody gives for a name, and the account's hash where there is one. */
type Given = { readonly name: string; readonly password: string; readonly stored: string | undefined }

/**
 * Whether a password is an account's: every check of one goes through here, since a wrong one counts among the tries that its
 * name has in an hour. Takes as long where there is no account. Throws Failure TOO_MANY_TRIES or BUSY.
 */
export async function checkPassword(
  { loginGuard, passwords }: Pick<Context, "loginGuard" | "passwords">,
  { name, password, stored }: Given,
): Promise<boolean> {
  const end = await loginGuard.take(name)
  let isWrong = false
  try {
    const isRight = await passwords.verify(password, stored)
    isWrong = !isRight
    return isRight
  } finally {
    // Where the password was right, or nobody got to see whether it was, the try is given back.
    end(isWrong)
  }
}
