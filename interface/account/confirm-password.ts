import { User } from "../../db/user.ts"
import { checkPassword } from "../check-password.ts"
import type { MemberContext } from "../context.ts"
import { Failure, type FailureCode } from "../failure.ts"

/** How asking for a password once more can fail. */
export const confirmFails = [
  "WRONG_PASSWORD",
  "TOO_MANY_FAILURES",
  "TOO_MANY_TRIES",
  "NO_SUCH_USER",
  "BUSY",
] as const satisfies readonly FailureCode[]

/**
 * The account of whoever is logged in, once they have given its password: an unattended session alone must not be enough to take
 * the account away. A wrong one counts as a failed log-in. Throws one of `confirmFails`.
 */
export async function confirmPassword(context: MemberContext, password: string): Promise<User> {
  const { loginGuard, peer, session } = context
  await loginGuard.wait(peer.address)
  const user = await User.first({ id: session.userId, erase_time: null })
  if (user === undefined) throw new Failure("NO_SUCH_USER")
  const { name, password_hash: stored } = user
  if (await checkPassword(context, { name, password, stored })) {
    loginGuard.succeeded(peer)
    return user
  }
  throw new Failure(loginGuard.failed(peer) ? "TOO_MANY_FAILURES" : "WRONG_PASSWORD")
}
