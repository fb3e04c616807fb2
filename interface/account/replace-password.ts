import { Device } from "../../db/device.ts"
import { User } from "../../db/user.ts"
import { ne } from "../../orm/operator.ts"
import { endCodes } from "../codes/code-life.ts"

/**
 * Gives somebody a new password, in the transaction that has their row: codes for another one end, and no device stays logged in
 * but the one named; answers how many devices that were. Their sessions are ended after the transaction.
 */
export async function replacePassword(
  userId: number,
  password_hash: string,
  keptDeviceId: number | null = null,
): Promise<number> {
  await User.update({ id: userId }, { password_hash })
  await endCodes(userId, "password")
  return Device.delete({ user_id: userId, ...(keptDeviceId === null ? {} : { id: ne(keptDeviceId) }) })
}
