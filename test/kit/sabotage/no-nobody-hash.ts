import * as real from "../../../server/passwords.ts"

/** Answers at once for a name that nobody has. */
export class Argon2Passwords extends real.Argon2Passwords {
  override async verify(password: string, stored: string | undefined): Promise<boolean> {
    return stored !== undefined && super.verify(password, stored)
  }
}
