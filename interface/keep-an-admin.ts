import { User } from "../db/user.ts"
import { ne } from "../orm/operator.ts"
import { Failure } from "./failure.ts"

/**
 * Makes sure that somebody else can do everything before an admin stops being one; called in the transaction in which they
 * stop, with their row taken. The other's row is taken as well: of two who stop at the same moment one finds nobody. Throws
 * Failure LAST_ADMIN.
 */
export async function keepAnAdmin(leavingId: number): Promise<void> {
  const others = { role: "admin", is_locked: false, erase_time: null, id: ne(leavingId) } as const
  const other = await User.first(others, { orderBy: "id", forUpdate: true })
  if (other === undefined) throw new Failure("LAST_ADMIN")
}
