import { User } from "../../db/user.ts"
import { Failure } from "../failure.ts"

/**
 * Takes somebody's row for the transaction that is open, so that their purchases come one after the other; taken before all else,
 * nothing of theirs waits for it crosswise. Throws Failure NOT_LOGGED_IN where the account is gone.
 */
export async function lockUser(userId: number): Promise<User> {
  const user = await User.first({ id: userId }, { forUpdate: true })
  if (user === undefined || user.erase_time !== null) throw new Failure("NOT_LOGGED_IN")
  return user
}
