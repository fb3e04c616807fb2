import type { Settings } from "../../conf/settings.ts"
import { databaseTime } from "../../orm/database-time.ts"

const dayMs = 86_400_000

/** A device that was last used then or before has to log in with the password again. */
export async function useCutoff({ rememberDays }: Pick<Settings, "rememberDays">): Promise<Date> {
  return new Date((await databaseTime()) - rememberDays * dayMs)
}
